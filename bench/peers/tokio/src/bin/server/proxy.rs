//! Moves bytes between a connection and one to the upstream server, both ways, until both have ended.

use std::io;
use tokio::io::{copy_buf, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

const BUFFER: usize = 16 * 1024;

pub async fn relay(mut client: TcpStream, port: u16) -> io::Result<()> {
    let mut upstream = TcpStream::connect(("127.0.0.1", port)).await?;
    upstream.set_nodelay(true)?;
    let (from_client, to_client) = client.split();
    let (from_upstream, to_upstream) = upstream.split();
    tokio::try_join!(
        copy(from_client, to_upstream),
        copy(from_upstream, to_client)
    )?;
    Ok(())
}

/// Passes the end on too. With `copy_bidirectional` the size of the buffers could not be told before
/// Tokio 1.38.
async fn copy(from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin) -> io::Result<()> {
    copy_buf(&mut BufReader::with_capacity(BUFFER, from), &mut to).await?;
    to.shutdown().await
}
