package dev.kyoto.jcstress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The short share of all races; {@code verify/jcstress/run} has the long ones. */
class RacesTest {

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the command is a shell script")
    void onlyBrokenTwinsShowWhatIsForbidden() throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder("bash", Path.of("run").toAbsolutePath().toString(), "short");
        // The JDK that runs this test, whichever runs Maven.
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var run = builder.redirectErrorStream(true).start();
        var output = new String(run.getInputStream().readAllBytes(), UTF_8);
        System.out.print(output);
        assertThat(run.waitFor()).as(output).isZero();
    }
}
