//! What the servers of requests and answers share: read, answer all that is complete, write.

use std::io;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const BUFFER: usize = 16 * 1024;

/// A language of requests and answers.
pub trait Protocol {
    /// Appends to `output` the answers to all requests at the start of `input` that are complete, and
    /// tells the bytes of these. What it cannot understand ends the connection, after `output` is written.
    fn answer(&mut self, input: &[u8], output: &mut Vec<u8>) -> Result<usize, Malformed>;
}

/// Something that is not a request.
pub struct Malformed;

/// Serves a connection until it is closed from the other side.
pub async fn converse(mut stream: TcpStream, mut protocol: impl Protocol) -> io::Result<()> {
    // Both grow where one request or answer is larger.
    let mut input = Vec::with_capacity(BUFFER);
    let mut output = Vec::new();
    while stream.read_buf(&mut input).await? > 0 {
        let answered = protocol.answer(&input, &mut output);
        if !output.is_empty() {
            stream.write_all(&output).await?;
            output.clear();
        }
        let Ok(answered) = answered else { break };
        input.drain(..answered);
    }
    Ok(())
}
