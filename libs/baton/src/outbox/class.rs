//! What an endpoint can promise about repeats: its class, as a type.
//!
//! May live here: the classes and what each demands of an endpoint. Must never live here: a default
//! class. An endpoint without one does not compile:
//!
//! ```compile_fail
//! # use baton::outbox::{Relay, Outgoing, Outcome, Deliver, RelayTerms};
//! # fn f(pool: baton::Pool) {
//! struct Chat;
//! impl Deliver for Chat {
//!     async fn deliver(&self, _: Outgoing) -> Outcome { Outcome::Sent(None) }
//! }
//! Relay::new(pool, RelayTerms::default()).endpoint("chat", Chat);
//! # }
//! ```
//!
//! With one it does:
//!
//! ```
//! # use baton::outbox::{Relay, Outgoing, Outcome, Deliver, RelayTerms, AtLeastOnce};
//! # fn f(pool: baton::Pool) {
//! # struct Chat;
//! # impl Deliver for Chat {
//! #     async fn deliver(&self, _: Outgoing) -> Outcome { Outcome::Sent(None) }
//! # }
//! Relay::new(pool, RelayTerms::default()).endpoint("chat", AtLeastOnce(Chat));
//! # }
//! ```

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use crate::clock::{self, Moment};

/// A message on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Where it goes.
    pub destination: String,
    /// Its place in the order of the destination.
    pub seq: i64,
    /// What makes it this message, for ever: the same in every attempt.
    pub dedupe_key: String,
    /// What is said.
    pub body: Vec<u8>,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// Until when the attempt may do anything, by [`clock::now`]. Then others may be at it.
    pub until: Moment,
}

impl Outgoing {
    /// Whether the attempt may still do something. To be asked before each request of several.
    pub fn is_in_time(&self) -> bool {
        clock::now() < self.until
    }
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is there; what the receiver calls it, if it says.
    Sent(Option<String>),
    /// It is not there, and will never be accepted: parked.
    Refused(String),
    /// It is not there, for certain; it is tried again.
    Failed(String),
    /// It is not there, for certain; the receiver asks to come again after this long.
    Later(Duration),
    /// Nobody knows: no answer came, or a broken one. Only the class decides what follows.
    Unknown(String),
}

/// Whether something is there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// It is, under this name.
    Yes(String),
    /// It is not, for certain.
    No,
    /// The receiver did not say.
    Unknown(String),
}

/// What follows when the outcome is unknown and the receiver has forgotten the nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Late {
    /// An operator decides: rather silent than twice.
    Park,
    /// It is sent again: rather twice than silent.
    Resend,
}

/// Sends under a nonce by which the receiver recognises a repeat, for a while.
pub trait SendWithNonce: Send + Sync + 'static {
    /// How long the receiver remembers a nonce. Take less than it promises.
    const WINDOW: Duration;
    /// What follows after that.
    const LATE: Late;

    /// Sends. `nonce` is the same in every attempt at this message.
    fn send(&self, message: Outgoing, nonce: String) -> impl Future<Output = Outcome> + Send;
}

/// Sends, and has nothing by which a repeat is recognised.
pub trait Deliver: Send + Sync + 'static {
    /// Sends.
    fn deliver(&self, message: Outgoing) -> impl Future<Output = Outcome> + Send;
}

/// Makes a thing that can be found again by a marker that is written on it.
pub trait Ensure: Send + Sync + 'static {
    /// Looks for the thing that bears the message's `dedupe_key`, or what was derived from it.
    fn find(&self, message: Outgoing) -> impl Future<Output = Found> + Send;

    /// Makes it, marked so that [`find`](Self::find) finds it.
    fn create(&self, message: Outgoing) -> impl Future<Output = Outcome> + Send;
}

/// The receiver recognises a repeat by its nonce, for a while. Within the window an unknown outcome
/// is sent again under the same nonce.
#[derive(Debug)]
pub struct Nonce<E>(pub E);

/// Doing it twice is doing it once: edits, puts, deletions. An unknown outcome is sent again.
#[derive(Debug)]
pub struct Idempotent<E>(pub E);

/// Looked for before it is made, every time. An unknown outcome is looked for again.
#[derive(Debug)]
pub struct VerifyThenCreate<E>(pub E);

/// A repeat is worse than silence: an unknown outcome is parked for an operator.
#[derive(Debug)]
pub struct AtMostOnce<E>(pub E);

/// Silence is worse than a repeat: an unknown outcome is sent again.
#[derive(Debug)]
pub struct AtLeastOnce<E>(pub E);

/// A class as a value, for decisions and views.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// See [`Nonce`].
    Nonce {
        /// How long the receiver remembers.
        window: Duration,
        /// What follows after that.
        late: Late,
    },
    /// See [`Idempotent`].
    Idempotent,
    /// See [`VerifyThenCreate`].
    VerifyThenCreate,
    /// See [`AtMostOnce`].
    AtMostOnce,
    /// See [`AtLeastOnce`].
    AtLeastOnce,
}

/// A future without a name.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

mod sealed {
    pub trait Sealed {}
}

/// An endpoint of one of the classes. Only the classes implement it.
pub trait Endpoint: sealed::Sealed + Send + Sync + 'static {
    /// Which class.
    fn class(&self) -> Class;
    /// Makes one attempt.
    fn attempt(&self, message: Outgoing) -> Boxed<'_, Outcome>;
}

macro_rules! sealed {
    ($($class:ident)+) => { $(impl<E> sealed::Sealed for $class<E> {})+ };
}
sealed!(Nonce Idempotent VerifyThenCreate AtMostOnce AtLeastOnce);

impl<E: SendWithNonce> Endpoint for Nonce<E> {
    fn class(&self) -> Class {
        Class::Nonce { window: E::WINDOW, late: E::LATE }
    }

    fn attempt(&self, message: Outgoing) -> Boxed<'_, Outcome> {
        let nonce = super::nonce(&message.dedupe_key);
        Box::pin(self.0.send(message, nonce))
    }
}

impl<E: Ensure> Endpoint for VerifyThenCreate<E> {
    fn class(&self) -> Class {
        Class::VerifyThenCreate
    }

    fn attempt(&self, message: Outgoing) -> Boxed<'_, Outcome> {
        Box::pin(async move {
            match self.0.find(message.clone()).await {
                Found::Yes(reference) => Outcome::Sent(Some(reference)),
                Found::No if message.is_in_time() => self.0.create(message).await,
                Found::No => Outcome::Unknown(String::from("looking took too long")),
                // Nothing was made: it is certain that this attempt changed nothing, but not
                // whether an earlier one did.
                Found::Unknown(why) => Outcome::Unknown(why),
            }
        })
    }
}

macro_rules! delivering {
    ($($class:ident)+) => {
        $(impl<E: Deliver> Endpoint for $class<E> {
            fn class(&self) -> Class {
                Class::$class
            }

            fn attempt(&self, message: Outgoing) -> Boxed<'_, Outcome> {
                Box::pin(self.0.deliver(message))
            }
        })+
    };
}
delivering!(Idempotent AtMostOnce AtLeastOnce);
