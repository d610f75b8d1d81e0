//! Goal: a full disk costs no data and no page: people are told, and it goes on by itself.
//! Method: a real server whose files may not grow beyond a limit, which is what a full disk is to
//! it: writes fail. Then the same folder without the limit.

mod support;

use support::reader::Reader;
use support::{PINWHEEL, Server, clean, database, folder, http, log, must, until};

#[test]
fn a_full_disk_is_told_and_survived() {
    let data = folder();
    let data = data.path();
    let args = ["--presentation-pace", "instant", "--game-cron", "* * * * * *"];
    Server::start(data, &args).stop();
    must(data, &["advance", "5"]);
    let before = log(data);
    let size = std::fs::metadata(database(data)).expect("there").len();
    // Blocks of 512 bytes: a little more than there is, for the journal too.
    let blocks = (size + 200_000) / 512;
    let mut limited = clean("sh");
    limited.args([
        "-c",
        &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""),
        PINWHEEL,
    ]);
    let mut server = Server::spawn(limited, data, "127.0.0.1:0", &args);
    server.ready();
    let reader = Reader::start(server.address, "", None);
    let (status, health) = until("the disk to be full", || {
        Some(http::json(server.address, "/health")).filter(|it| it.0 == 503)
    });
    assert_eq!(status, 503);
    assert_eq!(health["status"], "failing");
    assert_eq!(health["database"]["writable"], false);
    let reason = health["reason"].as_str().expect("a reason");
    assert!(
        reason.contains("the disk is full") && reason.contains("what is stored is safe"),
        "{reason}"
    );
    assert!(reason.contains("Free some space"), "{reason}");
    // It stays told, as long as it is so: a small write that happens to fit does not hide it.
    for _ in 0..30 {
        assert_eq!(http::json(server.address, "/health").0, 503);
        std::thread::sleep(std::time::Duration::from_millis(100)); // waits: three seconds of probes
    }
    let ready = http::get(server.address, "/ready");
    assert_eq!((ready.status, ready.text().contains("not ready")), (503, true));
    // Pages stay up, with the banner; streams stay open.
    assert_eq!(http::get(server.address, "/live").status, 200);
    let page = http::get(server.address, "/book");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Nothing can be stored at this moment"), "the banner");
    let connections = || reader.connections.load(std::sync::atomic::Ordering::Relaxed);
    assert_eq!(connections(), 1, "the stream was never cut");
    let said = server.said();
    assert!(said.contains("nothing can be stored") && !said.contains("panicked"), "{said}");
    server.kill();
    // With room again: everything that was told is there, and it goes on.
    let seen = reader.stop();
    let after = log(data);
    assert_eq!(after[..before.len()], before[..], "nothing was lost");
    let last = seen.last().map_or(0, |it| it.id >> 17);
    assert!(last <= after.len() as u64, "nothing was shown that is not stored");
    must(data, &["verify"]);
    let mut server = Server::start(data, &args);
    assert_eq!(http::get(server.address, "/health").status, 200);
    until("another round", || (log(data).len() > after.len() + 5).then_some(()));
    server.stop();
    must(data, &["verify"]);
}

#[test]
fn it_goes_on_by_itself_once_there_is_room() {
    let data = folder();
    let data = data.path();
    let args = ["--presentation-pace", "instant", "--game-cron", "* * * * * *"];
    let mut server = Server::start(data, &args);
    let mut told = http::events(server.address, "/events?topics=league")
        .filter(|it| it["type"] == "trouble")
        .map(|it| it["text"].as_str().unwrap_or_default().to_owned());
    let limit = |bytes: &str| {
        let id = server.child.id().to_string();
        let set = clean("prlimit").args(["--pid", &id, &format!("--fsize={bytes}")]).output();
        set.is_ok_and(|it| it.status.success())
    };
    assert!(limit("60000:unlimited"), "prlimit (package util-linux) sets the limit");
    until("the disk to be full", || {
        (http::get(server.address, "/health").status == 503).then_some(())
    });
    let why = told.next().expect("open pages are told");
    assert!(why.starts_with("Nothing can be stored at this moment: the disk is full"), "{why}");
    assert!(limit("unlimited:unlimited"));
    until("it to go on", || (http::get(server.address, "/health").status == 200).then_some(()));
    let now = log(data).len();
    until("another round", || (log(data).len() > now).then_some(()));
    assert_eq!(told.find(|it| !it.starts_with("Nothing")).as_deref(), Some(""), "and told again");
    server.stop();
    must(data, &["verify"]);
}
