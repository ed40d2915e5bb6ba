package contest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** What the servers of requests and answers share: read, answer all that is complete, write. */
abstract class AnswerHandler extends ByteToMessageDecoder {
    /** The answers that were not written yet; {@code null} if there are none. */
    private ByteBuf answers;

    /**
     * Reads the requests that are complete and writes their answers to {@code output}.
     *
     * @return whether it understood them; if not, the connection ends when the answers are written
     */
    abstract boolean answer(ByteBuf input, ByteBuf output);

    @Override
    protected final void decode(ChannelHandlerContext context, ByteBuf input, List<Object> out) {
        if (answers == null) {
            answers = context.alloc().ioBuffer();
        }
        if (!answer(input, answers)) {
            input.skipBytes(input.readableBytes());
            end(context);
        }
    }

    @Override
    public final void channelReadComplete(ChannelHandlerContext context) throws Exception {
        flush(context);
        super.channelReadComplete(context);
    }

    /** Who does not read the answers is not read from. */
    @Override
    public final void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        context.channel().config().setAutoRead(context.channel().isWritable());
        super.channelWritabilityChanged(context);
    }

    @Override
    public final void userEventTriggered(ChannelHandlerContext context, Object event)
            throws Exception {
        super.userEventTriggered(context, event);
        if (event instanceof ChannelInputShutdownEvent) {
            end(context);
        }
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        context.close();
    }

    @Override
    protected final void handlerRemoved0(ChannelHandlerContext context) {
        if (answers != null) {
            answers.release();
            answers = null;
        }
    }

    private void flush(ChannelHandlerContext context) {
        if (answers != null && answers.isReadable()) {
            context.writeAndFlush(answers, context.voidPromise());
            answers = null;
        }
    }

    private void end(ChannelHandlerContext context) {
        flush(context);
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
}
