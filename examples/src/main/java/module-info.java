/** Small programs that show Kyoto at work. */
module dev.kyoto.examples {
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires dev.kyoto;
    requires java.net.http;
    requires org.jsoup;
}
