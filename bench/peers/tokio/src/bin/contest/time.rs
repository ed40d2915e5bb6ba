//! Timeouts, sleeps that are never polled, and the clock.

use crate::measure::{timed, Program, Row};
use std::hint::black_box;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::time::{sleep, timeout, Instant};

const SECOND: Duration = Duration::from_secs(1);

pub fn program(row: &Row) -> Option<Program> {
    Some(match row.name {
        "timeout_ready" | "ct_timeout_ready" => timeout_ready(row.runtime(), row.operations),
        "sleep_create_drop" => sleep_create_drop(row.runtime(), row.operations),
        "time_now" => time_now(row.runtime()),
        _ => return None,
    })
}

fn timeout_ready(runtime: Runtime, operations: usize) -> Program {
    Box::new(move |times| {
        timed(times, || {
            let sum: usize = runtime.block_on(async {
                let waits = async move {
                    let mut sum = 0;
                    for _ in 0..operations {
                        sum += black_box(timeout(SECOND, async { 1 }).await.expect("in time"));
                    }
                    sum
                };
                tokio::spawn(waits).await.expect("a batch")
            });
            assert_eq!(sum, operations);
        })
    })
}

fn sleep_create_drop(runtime: Runtime, operations: usize) -> Program {
    Box::new(move |times| {
        timed(times, || {
            runtime.block_on(async {
                let made = tokio::spawn(async move {
                    for _ in 0..operations {
                        black_box(&sleep(SECOND));
                    }
                });
                made.await.expect("a batch")
            })
        })
    })
}

fn time_now(runtime: Runtime) -> Program {
    let mut last = Instant::now();
    Box::new(move |times| {
        timed(times, || {
            let now = runtime.block_on(async { Instant::now() });
            assert!(now >= last, "the clock went backwards");
            last = now;
        })
    })
}
