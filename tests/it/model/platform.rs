//! A chat on which every kind of trouble can be ordered: the trait's other side, not a copy of an adapter.
//!
//! Knows what is visible and how a send can end, dead processes included. Refuses to know surveys.

use std::collections::VecDeque;
use std::sync::Mutex;

use afterword::chat::checkup::Checkup;
use afterword::chat::until::Until;
use afterword::chat::{Chat, Glance, Profile, SendError};
use afterword::domain::ids::{Channel, Identity, MessageRef, Place, Platform};
use afterword::domain::survey::Unreachable;
use afterword::domain::{Duration, Timestamp};
use afterword::present::{Block, Message};
use async_trait::async_trait;
use tokio::sync::watch;

/// What the next send meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// Nothing arrives, and we know it.
    NotSent,
    /// It arrives, but nobody tells us.
    ArrivedUnknown,
    /// It does not arrive, and nobody tells us.
    LostUnknown,
    /// Later.
    Limited,
    /// Not here.
    Refused,
    /// It arrives, and the process dies before it hears so.
    ArrivedAndDied,
    /// It does not arrive, and the process dies waiting.
    LostAndDied,
}

/// A message as everybody sees it.
#[derive(Debug, Clone)]
pub struct Visible {
    pub sent: MessageRef,
    pub place: Place,
    pub marker: String,
    /// It can still be pressed.
    pub open: bool,
}

#[derive(Default)]
struct Inner {
    visible: Vec<Visible>,
    coming: VecDeque<Mishap>,
    refused: usize,
}

pub struct Scripted {
    inner: Mutex<Inner>,
    /// Sends that will never return.
    hanging: watch::Sender<usize>,
}

impl Scripted {
    pub fn new() -> Self {
        Self { inner: Mutex::default(), hanging: watch::Sender::new(0) }
    }

    pub fn order(&self, mishap: Mishap) {
        self.with(|i| i.coming.push_back(mishap));
    }

    pub fn peace(&self) {
        self.with(|i| i.coming.clear());
    }

    /// Everything that was ever posted, as it looks now.
    pub fn visible(&self) -> Vec<Visible> {
        self.with(|i| i.visible.clone())
    }

    /// How often a place was refused.
    pub fn refusals(&self) -> usize {
        self.with(|i| i.refused)
    }

    /// Sends in the air that will never return; whoever kills the process starts at none again.
    pub fn hanging(&self) -> &watch::Sender<usize> {
        &self.hanging
    }

    fn with<T>(&self, act: impl FnOnce(&mut Inner) -> T) -> T {
        act(&mut self.inner.lock().unwrap())
    }

    fn arrive(&self, to: &Place, message: &Message) -> MessageRef {
        self.with(|i| {
            let id = match to {
                Place::Channel { channel, .. } => channel.id.clone(),
                Place::Direct { person } => format!("D{}", person.value),
            };
            let sent = MessageRef {
                channel: Channel { platform: Platform::Slack, id },
                id: format!("1700.{:06}", i.visible.len()),
            };
            let (marker, place) = (message.marker.clone().unwrap_or_default(), to.clone());
            i.visible.push(Visible { sent: sent.clone(), place, marker, open: pressable(message) });
            sent
        })
    }

    async fn die(&self) -> ! {
        self.hanging.send_modify(|n| *n += 1);
        std::future::pending().await
    }
}

fn pressable(message: &Message) -> bool {
    message.blocks.iter().any(|block| matches!(block, Block::Buttons(_)))
}

#[async_trait]
impl Chat for Scripted {
    fn platform(&self) -> Platform {
        Platform::Slack
    }

    fn installation(&self) -> Option<String> {
        Some("T1".to_owned())
    }

    async fn find(&self, _: &str) -> Result<Option<Identity>, SendError> {
        Ok(None)
    }

    async fn profile(&self, person: &Identity) -> Result<Option<Profile>, SendError> {
        Ok(Some(Profile { name: person.value.clone(), ..Profile::default() }))
    }

    async fn send_until(&self, until: &Until, to: &Place, message: &Message) -> Result<MessageRef, SendError> {
        if until.is_over() {
            return Err(SendError::NotSent("too late".to_owned()));
        }
        let unknown = || Err(SendError::Unknown("time-out".to_owned()));
        match self.with(|i| i.coming.pop_front()) {
            None => Ok(self.arrive(to, message)),
            Some(Mishap::NotSent) => Err(SendError::NotSent("refused connection".to_owned())),
            Some(Mishap::Limited) => Err(SendError::RateLimited { after: Duration::from_secs(7) }),
            Some(Mishap::Refused) => {
                self.with(|i| i.refused += 1);
                Err(SendError::Unreachable(Unreachable::NotAllowed))
            }
            Some(Mishap::LostUnknown) => unknown(),
            Some(Mishap::ArrivedUnknown) => {
                self.arrive(to, message);
                unknown()
            }
            Some(Mishap::LostAndDied) => self.die().await,
            Some(Mishap::ArrivedAndDied) => {
                self.arrive(to, message);
                self.die().await
            }
        }
    }

    /// A helpdesk's tickets have no conversation to look at.
    async fn glance(&self, _: &Place, _: Timestamp) -> Result<Glance, SendError> {
        Ok(Glance::default())
    }

    async fn amend(&self, sent: &MessageRef, message: &Message) -> Result<(), SendError> {
        let open = pressable(message);
        self.with(|i| i.visible.iter_mut().filter(|v| v.sent == *sent).for_each(|v| v.open = open));
        Ok(())
    }

    async fn find_sent(&self, place: &Place, marker: &str, _: Timestamp) -> Result<Option<MessageRef>, SendError> {
        let found = |v: &&Visible| v.place == *place && v.marker == marker;
        Ok(self.with(|i| i.visible.iter().find(found).map(|v| v.sent.clone())))
    }

    async fn examine(&self, _: &[Channel]) -> Checkup {
        Checkup::default()
    }

    async fn prove(&self) -> Result<(), SendError> {
        Ok(())
    }

    fn check(&self, _: &Message) -> Result<(), String> {
        Ok(())
    }
}
