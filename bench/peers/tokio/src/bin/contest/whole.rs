//! Programs that use many parts at once: a join set, sleepers, a chain of channels, skynet.

use crate::countdown::Countdown;
use crate::measure::{timed, Program, Row};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio::task::{yield_now, JoinHandle, JoinSet};
use tokio::time::sleep_until;

const FIRST_LEAD: Duration = Duration::from_secs(1);
const LEAVES: u64 = 1_000_000;
const CHILDREN: u64 = 10;

pub fn program(row: &Row) -> Option<Program> {
    let runtime = row.runtime();
    let operations = row.operations;
    Some(match row.name {
        "join_set_10000" => join_set(runtime, operations),
        "sleepers_wake" => sleepers_wake(runtime, operations),
        "channel_chain_10000" => channel_chain(runtime, operations),
        "skynet" => skynet(runtime),
        _ => return None,
    })
}

fn join_set(runtime: Runtime, tasks: usize) -> Program {
    Box::new(move |times| {
        timed(times, || {
            let joiner = async move {
                let mut set = JoinSet::new();
                for number in 0..tasks {
                    set.spawn(async move {
                        yield_now().await;
                        number
                    });
                }
                let mut sum = 0;
                while let Some(number) = set.join_next().await {
                    sum += number.expect("a number");
                }
                sum
            };
            let sum = runtime.block_on(async { tokio::spawn(joiner).await });
            assert_eq!(sum.expect("a sum"), tasks * (tasks - 1) / 2);
        })
    })
}

fn sleepers_wake(runtime: Runtime, tasks: usize) -> Program {
    let mut lead = FIRST_LEAD;
    Box::new(move |times| {
        let mut nanos = 0;
        for _ in 0..times {
            nanos += loop {
                match wake_all(&runtime, tasks, lead) {
                    Some(taken) => break taken,
                    None => lead *= 2,
                }
            };
        }
        nanos
    })
}

/// Nanoseconds from the instant until the last task has counted down; none if the instant came first.
fn wake_all(runtime: &Runtime, tasks: usize, lead: Duration) -> Option<u64> {
    let (asleep, all_asleep) = Countdown::of(tasks);
    let (awake, all_awake) = Countdown::of(tasks);
    let instant = tokio::time::Instant::now() + lead;
    runtime.spawn(async move {
        for _ in 0..tasks {
            let (asleep, awake) = (asleep.clone(), awake.clone());
            tokio::spawn(async move {
                asleep.count();
                sleep_until(instant).await;
                awake.count();
            });
        }
    });
    all_asleep.blocking_recv().expect("all tasks");
    let in_time = tokio::time::Instant::now() < instant;
    all_awake.blocking_recv().expect("all tasks");
    in_time.then(|| Instant::now().duration_since(instant.into_std()).as_nanos() as u64)
}

fn channel_chain(runtime: Runtime, tasks: usize) -> Program {
    let (first, mut receiver) = mpsc::channel::<usize>(1);
    for _ in 0..tasks {
        let (next, last) = mpsc::channel(1);
        let mut own = std::mem::replace(&mut receiver, last);
        runtime.spawn(async move {
            while let Some(number) = own.recv().await {
                next.send(number + 1).await.expect("a next task");
            }
        });
    }
    Box::new(move |times| {
        timed(times, || {
            let number = runtime.block_on(async {
                first.send(1).await.expect("a first task");
                receiver.recv().await
            });
            assert_eq!(number, Some(1 + tasks));
        })
    })
}

fn skynet(runtime: Runtime) -> Program {
    Box::new(move |times| {
        timed(times, || {
            let sum = runtime.block_on(async { node(0, LEAVES).await });
            assert_eq!(sum.expect("a sum"), LEAVES * (LEAVES - 1) / 2);
        })
    })
}

/// A task that returns the sum of so many leaves.
fn node(first: u64, leaves: u64) -> JoinHandle<u64> {
    if leaves == 1 {
        return tokio::spawn(async move { first });
    }
    tokio::spawn(async move {
        let each = leaves / CHILDREN;
        let children: [_; CHILDREN as usize] =
            std::array::from_fn(|child| node(first + child as u64 * each, each));
        let mut sum = 0;
        for child in children {
            sum += child.await.expect("a child's sum");
        }
        sum
    })
}
