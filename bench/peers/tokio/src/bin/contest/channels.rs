//! The channels: mpsc, request and reply, broadcast, watch, and the select between two.

use crate::measure::{timed, Program, Row};
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use tokio::runtime::Runtime;
use tokio::sync::{broadcast, mpsc, oneshot, watch, Notify};

const SENDERS: usize = 5;
const ROOMY: usize = 1_000_000;
const TIGHT: usize = 100;
const REQUESTS: usize = 10;
const ROUNDS: usize = 100;
const BROADCAST: usize = 1_000;

pub fn program(row: &Row) -> Option<Program> {
    let runtime = || row.runtime();
    let messages = row.operations;
    let bounded = || mpsc::channel::<usize>(ROOMY);
    let full = || mpsc::channel::<usize>(TIGHT);
    let unbounded = || mpsc::unbounded_channel::<usize>();
    Some(match row.name {
        "mpsc_create_1" | "mpsc_create_100" | "mpsc_create_100000" => create(row.parameter()),
        "mpsc_send_512" => send_one::<512>(),
        "mpsc_send_32k" => send_one::<{ 32 * 1024 }>(),
        "mpsc_contention_bounded" => contended(runtime(), messages, bounded, false),
        "mpsc_contention_bounded_many" => contended(runtime(), messages, bounded, true),
        "mpsc_contention_bounded_full" => contended(runtime(), messages, full, false),
        "mpsc_contention_bounded_full_many" => contended(runtime(), messages, full, true),
        "mpsc_contention_unbounded" => contended(runtime(), messages, unbounded, false),
        "mpsc_contention_unbounded_many" => contended(runtime(), messages, unbounded, true),
        "mpsc_uncontended_bounded" => uncontended(runtime(), messages, bounded, false),
        "mpsc_uncontended_bounded_many" => uncontended(runtime(), messages, bounded, true),
        "mpsc_uncontended_unbounded" => uncontended(runtime(), messages, unbounded, false),
        "mpsc_uncontended_unbounded_many" => uncontended(runtime(), messages, unbounded, true),
        "ct_request_reply" => request_reply(runtime(), messages, false),
        "mt_request_reply" => request_reply(runtime(), messages, true),
        "broadcast_10" | "broadcast_100" | "broadcast_1000" => {
            broadcast_rounds(runtime(), row.parameter())
        }
        "watch_10" | "watch_100" | "watch_1000" => watch_rounds(runtime(), row.parameter()),
        "select_two" => select_two(runtime(), messages),
        _ => return None,
    })
}

fn create(capacity: usize) -> Program {
    Box::new(move |times| {
        timed(times, || {
            black_box(&mpsc::channel::<[u64; 8]>(capacity));
        })
    })
}

fn send_one<const SIZE: usize>() -> Program {
    let (sender, mut receiver) = mpsc::channel::<[u8; SIZE]>(1_000);
    let mut sent = 0u8;
    Box::new(move |times| {
        timed(times, || {
            sent = sent.wrapping_add(1);
            if sender.try_send([sent; SIZE]).is_err() {
                panic!("the channel has no room");
            }
            let received = black_box(receiver.try_recv().expect("a message"));
            assert_eq!(received[SIZE - 1], sent);
        })
    })
}

/// Bounded and unbounded ends under one name; each call becomes the one below it.
trait Outlet: Clone + Send + Sync + 'static {
    fn put(&self, number: usize) -> impl std::future::Future<Output = ()> + Send;
}

impl Outlet for mpsc::Sender<usize> {
    async fn put(&self, number: usize) {
        self.send(number).await.expect("a receiver");
    }
}

impl Outlet for mpsc::UnboundedSender<usize> {
    async fn put(&self, number: usize) {
        self.send(number).expect("a receiver");
    }
}

trait Inlet: Send + 'static {
    fn take(&mut self) -> impl std::future::Future<Output = Option<usize>> + Send;
    #[cfg(not(feature = "recv-many"))]
    fn try_take(&mut self) -> Option<usize>;
    fn take_many(
        &mut self,
        buffer: &mut Vec<usize>,
        limit: usize,
    ) -> impl std::future::Future<Output = usize> + Send;
}

/// Receives what there is after a first wait, as one did before Tokio 1.34 had recv_many.
#[cfg(not(feature = "recv-many"))]
async fn take_many(inlet: &mut impl Inlet, buffer: &mut Vec<usize>, limit: usize) -> usize {
    let Some(first) = inlet.take().await else {
        return 0;
    };
    buffer.push(first);
    let mut taken = 1;
    while taken < limit {
        let Some(number) = inlet.try_take() else {
            break;
        };
        buffer.push(number);
        taken += 1;
    }
    taken
}

macro_rules! inlet {
    ($receiver:ty) => {
        impl Inlet for $receiver {
            async fn take(&mut self) -> Option<usize> {
                self.recv().await
            }

            #[cfg(not(feature = "recv-many"))]
            fn try_take(&mut self) -> Option<usize> {
                self.try_recv().ok()
            }

            #[cfg(feature = "recv-many")]
            async fn take_many(&mut self, buffer: &mut Vec<usize>, limit: usize) -> usize {
                self.recv_many(buffer, limit).await
            }

            #[cfg(not(feature = "recv-many"))]
            async fn take_many(&mut self, buffer: &mut Vec<usize>, limit: usize) -> usize {
                take_many(self, buffer, limit).await
            }
        }
    };
}

inlet!(mpsc::Receiver<usize>);
inlet!(mpsc::UnboundedReceiver<usize>);

/// Receives so many messages, one by one or in batches; the sum of their numbers.
async fn receive(mut inlet: impl Inlet, messages: usize, many: bool) -> usize {
    let mut sum = 0;
    if many {
        let mut buffer = Vec::with_capacity(messages);
        let mut received = 0;
        while received < messages {
            received += inlet.take_many(&mut buffer, messages).await;
            sum += buffer.drain(..).sum::<usize>();
        }
    } else {
        for _ in 0..messages {
            sum += inlet.take().await.expect("a message");
        }
    }
    sum
}

fn contended<O: Outlet, I: Inlet>(
    runtime: Runtime,
    messages: usize,
    channel: impl Fn() -> (O, I) + 'static,
    many: bool,
) -> Program {
    let each = messages / SENDERS;
    Box::new(move |times| {
        timed(times, || {
            let sum = runtime.block_on(async {
                let (outlet, inlet) = channel();
                for _ in 0..SENDERS {
                    let outlet = outlet.clone();
                    tokio::spawn(async move {
                        for number in 0..each {
                            outlet.put(number).await;
                        }
                    });
                }
                receive(inlet, messages, many).await
            });
            assert_eq!(sum, SENDERS * each * (each - 1) / 2);
        })
    })
}

fn uncontended<O: Outlet, I: Inlet>(
    runtime: Runtime,
    messages: usize,
    channel: impl Fn() -> (O, I) + 'static,
    many: bool,
) -> Program {
    Box::new(move |times| {
        timed(times, || {
            let sum = runtime.block_on(async {
                let (outlet, inlet) = channel();
                for number in 0..messages {
                    outlet.put(number).await;
                }
                receive(inlet, messages, many).await
            });
            assert_eq!(sum, messages * (messages - 1) / 2);
        })
    })
}

fn request_reply(runtime: Runtime, requests: usize, client_is_task: bool) -> Program {
    let (server, mut received) = mpsc::channel::<oneshot::Sender<usize>>(REQUESTS);
    runtime.spawn(async move {
        let mut served = 0;
        while let Some(reply) = received.recv().await {
            served += 1;
            reply.send(served).expect("a client");
        }
    });
    let mut served = 0;
    Box::new(move |times| {
        timed(times, || {
            let client = ask(server.clone(), requests);
            let last = if client_is_task {
                runtime.block_on(async { tokio::spawn(client).await.expect("a client") })
            } else {
                runtime.block_on(client)
            };
            served += requests;
            assert_eq!(last, served);
        })
    })
}

async fn ask(server: mpsc::Sender<oneshot::Sender<usize>>, requests: usize) -> usize {
    let mut last = 0;
    for _ in 0..requests {
        let (reply, replied) = oneshot::channel();
        server.send(reply).await.expect("a server");
        last = replied.await.expect("a reply");
    }
    last
}

/// What the receivers of a number have yet to do: the length of the strings that they owe together.
#[derive(Default)]
struct Owed {
    length: AtomicUsize,
    none: Notify,
}

impl Owed {
    fn expect(&self, number: usize, receivers: usize) {
        let each = if number < 10 { 1 } else { 2 };
        let left = self.length.swap(each * receivers, Ordering::AcqRel);
        assert_eq!(left, 0, "receivers did too little");
    }

    fn work(&self, number: usize) {
        let text = black_box(number.to_string());
        let left = self.length.fetch_sub(text.len(), Ordering::AcqRel);
        if left == text.len() {
            self.none.notify_one();
        }
    }

    async fn settled(&self) {
        while self.length.load(Ordering::Acquire) > 0 {
            self.none.notified().await;
        }
    }
}

fn broadcast_rounds(runtime: Runtime, receivers: usize) -> Program {
    let (sender, _) = broadcast::channel::<usize>(BROADCAST);
    let owed = Arc::new(Owed::default());
    for _ in 0..receivers {
        let mut receiver = sender.subscribe();
        let owed = owed.clone();
        runtime.spawn(async move {
            while let Ok(number) = receiver.recv().await {
                owed.work(number);
            }
        });
    }
    Box::new(move |times| {
        timed(times, || {
            runtime.block_on(async {
                for number in 0..ROUNDS {
                    owed.expect(number, receivers);
                    assert_eq!(sender.send(number).expect("receivers"), receivers);
                    owed.settled().await;
                }
            })
        })
    })
}

fn watch_rounds(runtime: Runtime, receivers: usize) -> Program {
    let (sender, first) = watch::channel(0);
    let owed = Arc::new(Owed::default());
    for _ in 0..receivers {
        let mut receiver = first.clone();
        let owed = owed.clone();
        runtime.spawn(async move {
            while receiver.changed().await.is_ok() {
                let number = *receiver.borrow_and_update();
                owed.work(number);
            }
        });
    }
    drop(first);
    Box::new(move |times| {
        timed(times, || {
            runtime.block_on(async {
                for number in 0..ROUNDS {
                    owed.expect(number, receivers);
                    sender.send(number).expect("receivers");
                    owed.settled().await;
                }
            })
        })
    })
}

fn select_two(runtime: Runtime, messages: usize) -> Program {
    Box::new(move |times| {
        timed(times, || {
            let sum = runtime.block_on(async { tokio::spawn(select(messages)).await });
            let each = messages / 2;
            assert_eq!(sum.expect("a sum"), each * (each - 1));
        })
    })
}

async fn select(messages: usize) -> usize {
    let mut left = filled(messages / 2);
    let mut right = filled(messages / 2);
    let mut sum = 0;
    for _ in 0..messages {
        tokio::select! {
            Some(number) = left.recv() => sum += number,
            Some(number) = right.recv() => sum += number,
            else => panic!("both channels ended early"),
        }
    }
    sum
}

/// A channel that a task fills with numbers.
fn filled(messages: usize) -> mpsc::Receiver<usize> {
    let (sender, receiver) = mpsc::channel(TIGHT);
    tokio::spawn(async move {
        for number in 0..messages {
            sender.send(number).await.expect("a receiver");
        }
    });
    receiver
}
