//! Tokio's servers of the contest's I/O programs. Prints `listening PORT`, and serves until its standard
//! input ends.
//!
//!     server PROGRAM [UPSTREAM_PORT]

mod connection;
mod http;
mod proxy;
mod redis;
mod resp;

use connection::converse;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};

const USAGE: i32 = 2;
const ABSENT: i32 = 4;
const BACKLOG: u32 = 16_384;
/// How long accepting rests when the process has run out of descriptors.
const PAUSE: Duration = Duration::from_millis(10);

/// What is done with each connection.
#[derive(Clone)]
enum Program {
    Ping,
    Redis(Arc<redis::Store>),
    Http,
    Proxy(u16),
}

impl Program {
    fn named(name: &str, upstream: Option<u16>) -> Program {
        match (name, upstream) {
            ("ping", _) => Program::Ping,
            ("redis", _) => Program::Redis(Arc::default()),
            ("http", _) => Program::Http,
            ("proxy", Some(port)) => Program::Proxy(port),
            ("proxy", None) => end(USAGE, "a proxy needs UPSTREAM_PORT"),
            _ => end(ABSENT, &format!("there is no server of the program {name}")),
        }
    }

    /// Serves one connection to its end. Connections that break are nobody's concern but theirs.
    fn spawn(&self, stream: TcpStream) {
        match self.clone() {
            Program::Ping => tokio::spawn(converse(stream, resp::Ping(Vec::new()))),
            Program::Redis(store) => tokio::spawn(converse(stream, redis::Redis::on(store))),
            Program::Http => tokio::spawn(converse(stream, http::Hello)),
            Program::Proxy(port) => tokio::spawn(proxy::relay(stream, port)),
        };
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (name, upstream) = match arguments.as_slice() {
        [name] => (name, None),
        [name, port] => match port.parse() {
            Ok(port) => (name, Some(port)),
            Err(_) => end(USAGE, &format!("{port} is not a port")),
        },
        _ => end(USAGE, "say serve PROGRAM [UPSTREAM_PORT]"),
    };
    let program = Program::named(name, upstream);

    // By default there are as many workers as processors.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let entered = runtime.enter();
    let listener = listen();
    let port = listener.local_addr().expect("an address").port();
    println!("listening {port}");
    std::io::stdout().flush().expect("standard output");
    // On a worker, as the main thread would have to hand each connection over.
    runtime.spawn(accept(listener, program));
    drop(entered);

    std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).expect("standard input");
    // Connections that are still open end with the process.
    std::process::exit(0);
}

fn listen() -> TcpListener {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket
        .bind(([127, 0, 0, 1], 0).into())
        .expect("a free port");
    socket.listen(BACKLOG).expect("a listening socket")
}

async fn accept(listener: TcpListener, program: Program) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                if stream.set_nodelay(true).is_ok() {
                    program.spawn(stream);
                }
            }
            Err(failure) => {
                eprintln!("bench/peers/tokio: accept: {failure}");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn end(status: i32, why: &str) -> ! {
    eprintln!("bench/peers/tokio: {why}");
    std::process::exit(status);
}
