//! Requests as Redis has them: an array of bulk strings, or a line of words. And the server that has the
//! same answer to all of them.

use crate::connection::{Malformed, Protocol};
use std::ops::Range;

const LARGEST_ARRAY: usize = 1024 * 1024;
const LARGEST_STRING: usize = 512 * 1024 * 1024;

/// Where the words of a request are in the input.
pub type Words = Vec<Range<usize>>;

/// Answers every request with `PONG`.
pub struct Ping(pub Words);

impl Protocol for Ping {
    fn answer(&mut self, input: &[u8], output: &mut Vec<u8>) -> Result<usize, Malformed> {
        each(input, output, &mut self.0, |_, output| {
            output.extend_from_slice(b"+PONG\r\n");
        })
    }
}

/// Has each complete request at the start of `input` answered, and tells the bytes of them all.
pub fn each(
    input: &[u8],
    output: &mut Vec<u8>,
    words: &mut Words,
    mut answer: impl FnMut(&Words, &mut Vec<u8>),
) -> Result<usize, Malformed> {
    let mut start = 0;
    loop {
        match request(input, start, words) {
            Ok(Some(end)) => start = end,
            Ok(None) => return Ok(start),
            Err(malformed) => {
                output.extend_from_slice(b"-ERR Protocol error\r\n");
                return Err(malformed);
            }
        }
        // As with Redis, an empty line or array asks for nothing.
        if !words.is_empty() {
            answer(words, output);
        }
    }
}

/// Reads the request at `start`, and tells where it ends, or nothing if it has not all arrived.
fn request(input: &[u8], start: usize, words: &mut Words) -> Result<Option<usize>, Malformed> {
    words.clear();
    if input.get(start) == Some(&b'*') {
        array(input, start, words)
    } else {
        Ok(inline(input, start, words))
    }
}

fn array(input: &[u8], start: usize, words: &mut Words) -> Result<Option<usize>, Malformed> {
    let Some((length, mut at)) = number(input, start + 1, LARGEST_ARRAY)? else {
        return Ok(None);
    };
    for _ in 0..length {
        match input.get(at) {
            Some(b'$') => {}
            Some(_) => return Err(Malformed),
            None => return Ok(None),
        }
        let Some((length, word)) = number(input, at + 1, LARGEST_STRING)? else {
            return Ok(None);
        };
        let end = word + length;
        at = end + 2;
        if input.len() < at {
            return Ok(None);
        }
        if &input[end..at] != b"\r\n" {
            return Err(Malformed);
        }
        words.push(word..end);
    }
    Ok(Some(at))
}

/// The digits from `at` to the end of the line, and where the next line starts.
fn number(input: &[u8], at: usize, largest: usize) -> Result<Option<(usize, usize)>, Malformed> {
    let mut value = 0;
    let mut end = at;
    loop {
        match input.get(end) {
            Some(digit @ b'0'..=b'9') => value = value * 10 + usize::from(digit - b'0'),
            Some(b'\r') if end > at => break,
            Some(_) => return Err(Malformed),
            None => return Ok(None),
        }
        if value > largest {
            return Err(Malformed);
        }
        end += 1;
    }
    match input.get(end + 1) {
        Some(b'\n') => Ok(Some((value, end + 2))),
        Some(_) => Err(Malformed),
        None => Ok(None),
    }
}

fn inline(input: &[u8], start: usize, words: &mut Words) -> Option<usize> {
    let end = start + memchr::memchr(b'\n', &input[start..])?;
    let mut word = start;
    for at in start..=end {
        if matches!(input[at], b' ' | b'\r' | b'\n') {
            if word < at {
                words.push(word..at);
            }
            word = at + 1;
        }
    }
    Some(end + 1)
}
