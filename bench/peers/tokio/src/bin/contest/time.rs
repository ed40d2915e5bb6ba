//! Timeouts, sleeps that are never polled, and the clock.

use crate::measure::{timed, Program, Row};
use std::hint::black_box;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::time::{sleep, timeout, Instant};

const SECOND: Duration = Duration::from_secs(1);

pub fn program(row: &Row) -> Option<Program> {
    Some(match row.name {
        "timeout_ready" | "ct_timeout_ready" => timeout_ready(row.runtime()),
        "sleep_create_drop" => sleep_create_drop(row.runtime()),
        "time_now" => time_now(row.runtime()),
        _ => return None,
    })
}

/// Tokio's own benchmark spawns one task for all its timeouts; so does this one for a batch.
fn timeout_ready(runtime: Runtime) -> Program {
    Box::new(move |times| {
        runtime.block_on(async {
            let batch = async move {
                let mut sum = 0;
                let start = std::time::Instant::now();
                for _ in 0..times {
                    sum += black_box(timeout(SECOND, async { 1 }).await.expect("in time"));
                }
                let nanos = start.elapsed().as_nanos() as u64;
                assert_eq!(sum, times);
                nanos
            };
            tokio::spawn(batch).await.expect("a batch")
        })
    })
}

fn sleep_create_drop(runtime: Runtime) -> Program {
    Box::new(move |times| {
        runtime.block_on(async {
            tokio::spawn(async move {
                timed(times, || {
                    black_box(&sleep(SECOND));
                })
            })
            .await
            .expect("a batch")
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
