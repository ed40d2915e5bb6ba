//! What it costs to spawn, to yield, to be woken and to be joined.

use crate::countdown::Countdown;
use crate::measure::{timed, Program, Row};
use std::hint::{black_box, spin_loop};
use std::sync::{mpsc, Arc, Barrier};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::{spawn_blocking, yield_now, JoinHandle};

const BUSY_TASKS: usize = 8;
const BUSY_CHAINS: usize = 4;
const SPIN: Duration = Duration::from_micros(10);
const YIELDING: usize = 200;
const BATCHES: usize = 100;
const BATCH: usize = 16;

pub fn program(row: &Row) -> Option<Program> {
    let runtime = || row.runtime();
    let tasks = row.operations;
    Some(match row.name {
        "spawn_many_local" => many_local(runtime(), tasks),
        "spawn_many_remote_idle" => many_remote(runtime(), tasks),
        "spawn_many_remote_busy1" => many_remote(with_yielding_tasks(runtime()), tasks),
        "spawn_many_remote_busy2" if cfg!(feature = "capped-lifo") => {
            many_remote(with_chains(runtime()), tasks)
        }
        "yield_many" => yield_many(runtime(), tasks / YIELDING),
        "ping_pong" => ping_pong(runtime(), tasks),
        "chained_spawn" => chained(runtime(), tasks),
        "ct_spawn_many_local" => many_from_the_block(runtime(), tasks),
        "ct_spawn_many_remote_idle" => many_remote(runtime(), tasks),
        "ct_spawn_many_remote_busy" => many_remote(with_respawning_task(runtime()), tasks),
        "ct_spawn_join" | "mt_spawn_join" => spawn_join(runtime()),
        "ct_spawn_join10" | "mt_spawn_join10" => spawn_join_ten(runtime(), tasks),
        "remote_spawn_1" | "remote_spawn_4" | "remote_spawn_16" | "remote_spawn_64" => {
            remote_spawn(runtime(), tasks, row.parameter())
        }
        "spawn_blocking_1" | "spawn_blocking_16" | "spawn_blocking_64" => {
            blocking(runtime(), row.parameter())
        }
        _ => return None,
    })
}

fn many_local(runtime: Runtime, tasks: usize) -> Program {
    Box::new(move |times| {
        timed(times, || {
            let (countdown, done) = Countdown::of(tasks);
            runtime.spawn(async move {
                for _ in 0..tasks {
                    let countdown = countdown.clone();
                    tokio::spawn(async move { countdown.count() });
                }
            });
            done.blocking_recv().expect("all tasks");
        })
    })
}

fn many_from_the_block(runtime: Runtime, tasks: usize) -> Program {
    Box::new(move |times| {
        timed(times, || {
            runtime.block_on(async move {
                let (countdown, done) = Countdown::of(tasks);
                for _ in 0..tasks {
                    let countdown = countdown.clone();
                    tokio::spawn(async move { countdown.count() });
                }
                done.await.expect("all tasks");
            })
        })
    })
}

fn many_remote(runtime: Runtime, tasks: usize) -> Program {
    Box::new(move |times| {
        timed(times, || {
            let (countdown, done) = Countdown::of(tasks);
            for _ in 0..tasks {
                let countdown = countdown.clone();
                runtime.spawn(async move { countdown.count() });
            }
            runtime.block_on(done).expect("all tasks");
        })
    })
}

fn with_yielding_tasks(runtime: Runtime) -> Runtime {
    for _ in 0..BUSY_TASKS {
        runtime.spawn(async {
            loop {
                yield_now().await;
                spin();
            }
        });
    }
    runtime
}

/// Before Tokio 1.28.2 a chain never let go of its worker's LIFO slot, and four chains on four workers
/// kept all other tasks from running for ever (pull requests 5686 and 5712 of tokio-rs/tokio).
fn with_chains(runtime: Runtime) -> Runtime {
    fn link() {
        tokio::spawn(async {
            spin();
            link();
        });
    }
    for _ in 0..BUSY_CHAINS {
        runtime.spawn(async { link() });
    }
    runtime
}

fn with_respawning_task(runtime: Runtime) -> Runtime {
    fn link() {
        tokio::spawn(async { link() });
    }
    runtime.spawn(async { link() });
    runtime
}

fn spin() {
    let start = Instant::now();
    while start.elapsed() < SPIN {
        spin_loop();
    }
}

fn yield_many(runtime: Runtime, yields: usize) -> Program {
    Box::new(move |times| {
        timed(times, || {
            let (countdown, done) = Countdown::of(YIELDING);
            for _ in 0..YIELDING {
                let countdown = countdown.clone();
                runtime.spawn(async move {
                    for _ in 0..yields {
                        yield_now().await;
                    }
                    countdown.count();
                });
            }
            done.blocking_recv().expect("all tasks");
        })
    })
}

fn ping_pong(runtime: Runtime, pairs: usize) -> Program {
    Box::new(move |times| {
        timed(times, || {
            let (countdown, done) = Countdown::of(pairs);
            runtime.spawn(async move {
                for _ in 0..pairs {
                    tokio::spawn(exchange(countdown.clone()));
                }
            });
            done.blocking_recv().expect("all pairs");
        })
    })
}

async fn exchange(countdown: Arc<Countdown>) {
    let (ping, pinged) = oneshot::channel();
    let (pong, ponged) = oneshot::channel();
    tokio::spawn(async move {
        pinged.await.expect("a ping");
        pong.send(()).expect("a partner");
    });
    ping.send(()).expect("a partner");
    ponged.await.expect("a pong");
    countdown.count();
}

fn chained(runtime: Runtime, tasks: usize) -> Program {
    fn chain(left: usize, done: oneshot::Sender<usize>, sum: usize) {
        if left == 0 {
            done.send(sum).expect("a waiter");
        } else {
            tokio::spawn(async move { chain(left - 1, done, sum + 1) });
        }
    }
    Box::new(move |times| {
        timed(times, || {
            let (done, end) = oneshot::channel();
            runtime.spawn(async move { chain(tasks - 1, done, 1) });
            assert_eq!(end.blocking_recv().expect("the last task"), tasks);
        })
    })
}

async fn yield_then_two() -> usize {
    let number = 1 + 1;
    yield_now().await;
    black_box(number)
}

fn spawn_join(runtime: Runtime) -> Program {
    Box::new(move |times| {
        timed(times, || {
            let number = runtime.block_on(async { tokio::spawn(yield_then_two()).await });
            assert_eq!(number.expect("a number"), 2);
        })
    })
}

fn spawn_join_ten(runtime: Runtime, tasks: usize) -> Program {
    Box::new(move |times| {
        timed(times, || {
            runtime.block_on(async {
                let mut handles = Vec::with_capacity(tasks);
                for _ in 0..tasks {
                    handles.push(tokio::spawn(yield_then_two()));
                }
                for handle in handles {
                    assert_eq!(handle.await.expect("a number"), 2);
                }
            })
        })
    })
}

/// What an outside thread hands back: when it was let go, and the tasks that it spawned.
type Spawned = (Instant, Vec<JoinHandle<usize>>);

fn remote_spawn(runtime: Runtime, tasks: usize, threads: usize) -> Program {
    let runtime = Arc::new(runtime);
    let barrier = Arc::new(Barrier::new(threads + 1));
    let (sender, receiver) = mpsc::channel::<Spawned>();
    for _ in 0..threads {
        let (runtime, barrier, sender) = (runtime.clone(), barrier.clone(), sender.clone());
        // The threads outlive the measurement: to start and end them is no part of it.
        std::thread::spawn(move || loop {
            let mut handles = Vec::with_capacity(tasks / threads);
            barrier.wait();
            let start = Instant::now();
            for _ in 0..tasks / threads {
                handles.push(runtime.spawn(async { 1 }));
            }
            sender.send((start, handles)).expect("a waiter");
        });
    }
    Box::new(move |times| {
        let mut nanos = 0;
        for _ in 0..times {
            barrier.wait();
            let spawned: Vec<Spawned> = receiver.iter().take(threads).collect();
            let start = spawned.iter().map(|it| it.0).min().expect("a thread");
            let joined = runtime.block_on(async {
                let mut joined = 0;
                for handle in spawned.into_iter().flat_map(|it| it.1) {
                    joined += handle.await.expect("a number");
                }
                joined
            });
            nanos += start.elapsed().as_nanos() as u64;
            assert_eq!(joined, tasks);
        }
        nanos
    })
}

fn blocking(runtime: Runtime, tasks: usize) -> Program {
    Box::new(move |times| {
        timed(times, || {
            let calls = runtime.block_on(async {
                let callers: Vec<_> = (0..tasks).map(|_| tokio::spawn(call_blocking())).collect();
                let mut calls = 0;
                for caller in callers {
                    calls += caller.await.expect("its calls");
                }
                calls
            });
            assert_eq!(calls, tasks * BATCHES * BATCH);
        })
    })
}

async fn call_blocking() -> usize {
    let mut calls = 0;
    for _ in 0..BATCHES {
        let batch: [JoinHandle<usize>; BATCH] = std::array::from_fn(|_| spawn_blocking(|| 1));
        for call in batch {
            calls += call.await.expect("a number");
        }
    }
    calls
}
