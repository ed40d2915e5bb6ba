//! One answer to every request of HTTP/1.1. A request ends with its first empty line.

use crate::connection::{Malformed, Protocol};
use memchr::memchr_iter;

const HELLO: &[u8] = b"HTTP/1.1 200 OK\r\nServer: hello\r\nContent-Type: text/plain\r\n\
    Content-Length: 13\r\n\r\nHello, World!";

pub struct Hello;

impl Protocol for Hello {
    fn answer(&mut self, input: &[u8], output: &mut Vec<u8>) -> Result<usize, Malformed> {
        let mut answered = 0;
        let mut line = 0;
        for end in memchr_iter(b'\n', input) {
            if matches!(input[line..end], [] | [b'\r']) {
                output.extend_from_slice(HELLO);
                answered = end + 1;
            }
            line = end + 1;
        }
        Ok(answered)
    }
}
