//! Figures: what happened is counted, under the name and with the unit that is documented.

use std::collections::BTreeMap;
use std::time::Duration;

use baton::elector::{Config, Elector, Hints, Profile};
use baton::lease::{self, Acquired, Hinted, Identity};
use baton::ledger::{After, Claim, Terms, claim, fail, offer_all, overview, record};
use baton::outbox::{AtMostOnce, Deliver, Message, Outcome, Outgoing, Relay, RelayTerms, enqueue};
use baton::testing::Stage;
use baton::throttle::{Allowance, take};
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};

const PATIENCE: Duration = Duration::from_secs(20);

/// Counts for this test's thread alone.
fn recorder() -> (DebuggingRecorder, Snapshotter) {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    (recorder, snapshotter)
}

/// Every figure, by its name with its labels.
fn figures(snapshotter: &Snapshotter) -> BTreeMap<String, f64> {
    let told = snapshotter.snapshot().into_vec().into_iter().map(|(key, _, _, value)| {
        let key = key.key();
        let labels: Vec<String> =
            key.labels().map(|it| format!("{}={}", it.key(), it.value())).collect();
        let value = match value {
            DebugValue::Counter(it) => u32::try_from(it).map_or(f64::MAX, f64::from),
            DebugValue::Gauge(it) => it.into_inner(),
            DebugValue::Histogram(it) => it.iter().map(|it| it.into_inner()).sum(),
        };
        (format!("{} {}", key.name(), labels.join(",")), value)
    });
    told.collect()
}

fn is(figures: &BTreeMap<String, f64>, name: &str, value: f64) -> bool {
    figures.get(name).is_some_and(|it| (it - value).abs() < f64::EPSILON)
}

struct Silent;

impl Deliver for Silent {
    async fn deliver(&self, _: Outgoing) -> Outcome {
        Outcome::Unknown("no answer".into())
    }
}

both! {
    async fn what_is_stopped_and_what_died_is_counted(stage: &Stage) {
        let (recorder, snapshotter) = recorder();
        let _guard = metrics::set_default_local_recorder(&recorder);
        let mut conn = stage.conn().await;
        let (by, terms) = (Identity::known("ann"), Terms { attempts: 1, ..Terms::default() });
        for body in [b"1", b"2"] {
            let it = record(&mut conn.tx(), ("bell", "7"), "", body, terms.keep).await;
            it.expect("an answer");
        }
        let offers = [("1", ""), ("2", ""), ("1", "")];
        offer_all(&mut conn.tx(), "work", &offers, terms.keep).await.expect("an answer");
        let it = claim(&mut conn.tx(), ("work", "1"), "", &by, &terms).await;
        let Ok(Claim::Claimed(claimed)) = it else { panic!("{it:?}") };
        fail(&mut conn.tx(), &claimed, "x", After::Retry, &terms).await.expect("an answer");
        let once = Allowance::one_per(PATIENCE);
        for _ in 0..3 {
            let _ = take(&mut conn.tx(), "chat", &once).await.expect("an answer");
        }
        stage.advance(Duration::from_secs(5)).await;
        let found = overview(&mut conn.tx()).await.expect("an answer");
        assert_eq!((found.queued, found.in_flight, found.failed, found.dead), (1, 0, 0, 1));
        assert!(Duration::from_secs(5) <= found.oldest && found.oldest < PATIENCE, "{found:?}");
        let figures = figures(&snapshotter);
        assert!(is(&figures, "baton_duplicates_total scope=bell", 1.0), "{figures:?}");
        assert!(is(&figures, "baton_duplicates_total scope=work", 1.0), "{figures:?}");
        assert!(is(&figures, "baton_dead_letters_total scope=work", 1.0), "{figures:?}");
        assert!(is(&figures, "baton_throttled_total ", 2.0), "{figures:?}");
        assert!(is(&figures, "baton_ledger_entries state=queued", 1.0), "{figures:?}");
        assert!(is(&figures, "baton_ledger_entries state=dead", 1.0), "{figures:?}");
        assert!(figures["baton_ledger_oldest_seconds "] >= 5.0, "{figures:?}");
    }

    async fn an_unknown_outcome_and_a_stale_effect_are_counted(stage: &Stage) {
        let (recorder, snapshotter) = recorder();
        let _guard = metrics::set_default_local_recorder(&recorder);
        let (mut conn, pool) = (stage.conn().await, stage.pool().await);
        let (by, ttl) = (Identity::known("ann"), Duration::from_hours(1));
        let it = lease::acquire(&mut conn.tx(), "deliver", &by, ttl, Hinted::No).await;
        let Ok(Acquired::Granted(grant)) = it else { panic!("{it:?}") };
        let relay = Relay::new(pool, RelayTerms::default()).endpoint("chat", AtMostOnce(Silent));
        let message = Message { destination: "a", dedupe_key: "1", endpoint: "chat", body: b"" };
        enqueue(&mut conn.tx(), &[message, message]).await.expect("an answer");
        for _ in 0..2 {
            relay.pass(&grant, "a").await.expect("an answer");
            stage.advance(Duration::from_mins(10)).await;
        }
        let found = baton::outbox::overview(&mut conn.tx()).await.expect("an answer");
        assert_eq!((found.open, found.parked), (0, 1));
        assert!(lease::expire(&mut conn.tx(), "deliver").await.expect("an answer"));
        assert_eq!(lease::fence(&mut conn.tx(), &grant).await.expect("it"), lease::Fenced::Stale);
        let figures = figures(&snapshotter);
        for name in [
            "baton_duplicates_total scope=outbox",
            "baton_ambiguous_total decided=park",
            "baton_parked_total endpoint=chat",
            "baton_outbox_messages state=parked",
            "baton_stale_refused_total key=deliver",
        ] {
            assert!(is(&figures, name, 1.0), "{name}: {figures:?}");
        }
        assert!(is(&figures, "baton_outbox_messages state=open", 0.0), "{figures:?}");
    }

    async fn an_elector_counts_attempts_renewals_and_changes(stage: &Stage) {
        let (recorder, snapshotter) = recorder();
        let place = stage.place().clone();
        let profile = Profile {
            renew_every: Duration::from_millis(20),
            ..Profile::with_ttl(Duration::from_secs(2))
        };
        let config = Config {
            profile,
            hint: Hints::Off,
            ..Config::new(place, "clock", Identity::known("ann"))
        };
        let elector = {
            let _guard = metrics::set_default_local_recorder(&recorder);
            Elector::start(config, |_| async { Ok(()) }).expect("an elector")
        };
        let term = tokio::time::timeout(PATIENCE, elector.active()).await.expect("it acts");
        let term = term.expect("a term");
        let mut sum = BTreeMap::new();
        let mut until = async |name: &str| {
            let deadline = std::time::Instant::now() + PATIENCE;
            while sum.get(name).is_none_or(|it| *it < 1.0) {
                assert!(std::time::Instant::now() < deadline, "{name}: {sum:?}");
                // A snapshot takes what has been counted away with it.
                for (name, value) in figures(&snapshotter) {
                    *sum.entry(name).or_insert(0.0) += value;
                }
                tokio::task::yield_now().await;
            }
        };
        until("baton_renewals_total key=clock,outcome=kept").await;
        stage.run("ALTER TABLE baton_lease RENAME TO elsewhere").await;
        until("baton_renewals_total key=clock,outcome=missed").await;
        tokio::time::timeout(PATIENCE, term.ended().cancelled()).await.expect("it ends");
        stage.run("ALTER TABLE elsewhere RENAME TO baton_lease").await;
        until("baton_transitions_total key=clock,to=standby").await;
        for name in ["baton_transitions_total key=clock,to=active", "baton_active key=clock"] {
            until(name).await;
        }
        until("baton_standby_attempts_total key=clock").await;
        assert!(sum.keys().any(|it| it.starts_with("baton_acquire_seconds")), "{sum:?}");
    }
}

#[test]
fn every_figure_is_described_with_its_unit() {
    let (recorder, snapshotter) = recorder();
    metrics::with_local_recorder(&recorder, || {
        baton::metrics::describe();
        metrics::gauge!(baton::metrics::OUTBOX_OLDEST).set(1.0);
        metrics::counter!(baton::metrics::RENEWALS).increment(1);
    });
    let described = snapshotter.snapshot().into_vec();
    assert_eq!(described.len(), 2);
    for (key, unit, text, _) in described {
        let seconds = key.key().name().contains("seconds");
        let expected = if seconds { metrics::Unit::Seconds } else { metrics::Unit::Count };
        assert_eq!(unit, Some(expected), "{key:?}");
        assert!(text.is_some_and(|it| 10 < it.len()), "{key:?}");
    }
}
