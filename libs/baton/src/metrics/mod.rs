//! Figures: what is counted while it happens, for whoever collects them.
//!
//! May live here: names, units and meanings. Must never live here: a decision, or a count of what
//! is ordinary: a statement that went well touches nothing here.
//!
//! With the cargo feature `metrics` they go to the recorder of the `metrics` facade; without it
//! they cost nothing, and without a recorder a count is one look at an atomic. An elector asks for
//! its counters once, when it starts: install the recorder before.

mod told;

pub(crate) use told::{
    OfElector, Renewal, ambiguous, claimed_together, dead, duplicates, ledger, outbox, parked,
    stale, throttled,
};

macro_rules! figures {
    ($($kind:ident $unit:ident $name:ident $text:literal $meaning:literal)+) => {
        $(#[doc = concat!(stringify!($kind), ", ", stringify!($unit), ": ", $meaning, ".")]
        pub const $name: &str = $text;)+

        /// Tells the recorder every figure's unit and meaning. To be called once, after it was
        /// installed. Does nothing without the cargo feature `metrics`.
        pub fn describe() {
            #[cfg(feature = "metrics")]
            {
                $(figures!($kind)($name.into(), Some(::metrics::Unit::$unit), $meaning.into());)+
            }
        }
    };
    (Counter) => { |name, unit, meaning| ::metrics::with_recorder(|it| it.describe_counter(name, unit, meaning)) };
    (Gauge) => { |name, unit, meaning| ::metrics::with_recorder(|it| it.describe_gauge(name, unit, meaning)) };
    (Histogram) => { |name, unit, meaning| ::metrics::with_recorder(|it| it.describe_histogram(name, unit, meaning)) };
}

figures! {
    Histogram Seconds ACQUIRE "baton_acquire_seconds"
        "from asking for a lease to having it, by `key`"
    Counter Count ATTEMPTS "baton_standby_attempts_total"
        "attempts of a standby to get a lease, by `key`"
    Counter Count TRANSITIONS "baton_transitions_total"
        "changes of the role, by `key` and what it became: `to`"
    Gauge Count ACTIVE "baton_active"
        "1 while this node acts, else 0, by `key`"
    Counter Count RENEWALS "baton_renewals_total"
        "renewals, by `key` and `outcome`: `kept`; `late`, answered after the next was due; `missed`, not answered; `lost`, refused"
    Counter Count STUCK "baton_stuck_total"
        "electors whose thread made no progress, by `key`"
    Counter Count STALE "baton_stale_refused_total"
        "effects of former holders that the fence refused, by `key`"
    Counter Count THROTTLED "baton_throttled_total"
        "notices that a throttle held back"
    Counter Count DUPLICATES "baton_duplicates_total"
        "repeats that were recognised and stopped, by `scope` of the ledger, or `outbox`"
    Counter Count DEAD "baton_dead_letters_total"
        "entries that failed too often and wait for an operator, by `scope`"
    Counter Count AMBIGUOUS "baton_ambiguous_total"
        "decisions about messages that may have been sent, by what was `decided`: `attempt` or `park`; each has a row in the audit"
    Counter Count PARKED "baton_parked_total"
        "messages that were put aside for an operator, by `endpoint`"
    Histogram Count CLAIMED_TOGETHER "baton_claimed_together"
        "claims that shared one commit of a `ledger::Claimer`"
    Gauge Count LEDGER_ENTRIES "baton_ledger_entries"
        "entries of the ledger that are not done, by `state`; set by `ledger::overview`"
    Gauge Seconds LEDGER_OLDEST "baton_ledger_oldest_seconds"
        "age of the oldest entry that waits or is worked on; set by `ledger::overview`"
    Gauge Count OUTBOX_MESSAGES "baton_outbox_messages"
        "messages that are not sent, by `state`: `open`, of these `unknown`, and `parked`; set by `outbox::overview`"
    Gauge Seconds OUTBOX_OLDEST "baton_outbox_oldest_seconds"
        "age of the oldest message that is still to be sent; set by `outbox::overview`"
}
