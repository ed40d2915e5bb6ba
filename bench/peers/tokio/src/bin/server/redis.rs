//! The few commands of Redis that its benchmark asks for, on one shared map.

use crate::connection::{Malformed, Protocol};
use crate::resp::{self, Words};
use std::collections::hash_map::RandomState;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard};

type Map = HashMap<Vec<u8>, Vec<u8>>;

/// The keys and values: maps behind locks, which a key chooses among by its hash. No lock is held
/// across an await.
pub struct Store {
    shards: Vec<Mutex<Map>>,
    hasher: RandomState,
}

impl Default for Store {
    fn default() -> Store {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Store {
            shards: (0..processors * 8).map(|_| Mutex::default()).collect(),
            hasher: RandomState::new(),
        }
    }
}

impl Store {
    fn shard(&self, key: &[u8]) -> MutexGuard<'_, Map> {
        let hash = self.hasher.hash_one(key) as usize;
        let shard = &self.shards[hash % self.shards.len()];
        shard.lock().expect("no panic under the lock")
    }

    fn set(&self, key: &[u8], value: &[u8]) {
        let mut shard = self.shard(key);
        match shard.get_mut(key) {
            Some(old) => {
                old.clear();
                old.extend_from_slice(value);
            }
            None => {
                shard.insert(key.to_vec(), value.to_vec());
            }
        }
    }

    fn get(&self, key: &[u8], output: &mut Vec<u8>) {
        match self.shard(key).get(key) {
            Some(value) => bulk(value, output),
            None => output.extend_from_slice(b"$-1\r\n"),
        }
    }
}

/// One connection to the store.
pub struct Redis {
    store: Arc<Store>,
    words: Words,
}

impl Redis {
    pub fn on(store: Arc<Store>) -> Redis {
        Redis {
            store,
            words: Words::new(),
        }
    }
}

impl Protocol for Redis {
    fn answer(&mut self, input: &[u8], output: &mut Vec<u8>) -> Result<usize, Malformed> {
        let store = &self.store;
        resp::each(input, output, &mut self.words, |words, output| {
            let word = |at: usize| &input[words[at].clone()];
            let is = |command: &str| word(0).eq_ignore_ascii_case(command.as_bytes());
            match words.len() {
                3 if is("SET") => {
                    store.set(word(1), word(2));
                    output.extend_from_slice(b"+OK\r\n");
                }
                2 if is("GET") => store.get(word(1), output),
                1 if is("PING") => output.extend_from_slice(b"+PONG\r\n"),
                2 if is("PING") => bulk(word(1), output),
                3.. if is("CONFIG") && word(1).eq_ignore_ascii_case(b"GET") => {
                    output.extend_from_slice(b"*0\r\n");
                }
                _ => output.extend_from_slice(b"-ERR unknown command or arguments\r\n"),
            }
        })
    }
}

fn bulk(value: &[u8], output: &mut Vec<u8>) {
    write!(output, "${}\r\n", value.len()).expect("a vector takes it all");
    output.extend_from_slice(value);
    output.extend_from_slice(b"\r\n");
}
