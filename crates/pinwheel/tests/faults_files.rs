//! Goal: every fault that meets whoever starts Pinwheel gets a sentence (what happened, what is safe,
//! what to do) and a proper exit code, and costs no data.
//! Method: the real binary, each fault made for real.
#![expect(clippy::print_stdout, reason = "figures are for whoever reads the run")]

mod support;

use std::path::Path;
use std::process::Output;
use support::{
    PINWHEEL, Server, clean, database, folder, http, log, must, pinwheel, sql, text, until,
};

/// A league of some rounds, with no server running.
fn played(data: &Path, rounds: &str) {
    Server::start(data, &["--presentation-pace", "instant"]).stop();
    must(data, &["advance", rounds]);
}

/// The run failed with exit code 1 and said all of this.
fn says(output: &Output, parts: &[&str]) {
    let said = text(output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for part in parts {
        assert!(said.contains(part), "missing {part:?} in:\n{said}");
    }
    assert!(!said.contains("panicked"), "{said}");
}

fn serve(data: &Path) -> Output {
    pinwheel(data, &["serve", "--listen", "127.0.0.1:0"])
}

#[test]
fn a_broken_league_file_is_told_with_all_its_faults_and_places() {
    let data = folder();
    let file = data.path().join("league.toml");
    let name = file.to_str().expect("text");
    must(data.path(), &["init", name]);
    let good = std::fs::read_to_string(&file).expect("written");
    let pace = good.lines().position(|it| it.starts_with("pace")).expect("a pace") + 1;
    let ink =
        good.lines().position(|it| it.trim_start().starts_with("colour")).expect("an ink") + 1;
    let mut lines: Vec<String> = good.lines().map(str::to_owned).collect();
    lines[pace - 1] = "pace = \"hasty\"".to_owned();
    lines[ink - 1] = "colour = \"beige\"".to_owned();
    std::fs::write(&file, lines.join("\n")).expect("written");
    for args in [&["check", name][..], &["serve", "--league", name, "--listen", "127.0.0.1:0"]] {
        let output = pinwheel(data.path(), args);
        let places = [format!("line {pace}, column 8"), format!("line {ink}, column 10")];
        says(&output, &["2 things are wrong", "hasty", "beige"]);
        says(&output, &[&places[0], &places[1]]);
        let founds = text(&output).contains("Nothing was founded");
        assert_eq!(founds, args[0] == "serve", "only what founds says so: {}", text(&output));
    }
    assert!(!database(data.path()).exists(), "nothing was founded");
    std::fs::write(&file, b"name = \"\xff\"").expect("written");
    says(&pinwheel(data.path(), &["check", name]), &["not text in UTF-8"]);
    std::fs::write(&file, "name = \n").expect("written");
    says(&pinwheel(data.path(), &["check", name]), &["line 1"]);
    let missing = data.path().join("missing.toml");
    let missing = missing.to_str().expect("text");
    says(&pinwheel(data.path(), &["check", missing]), &["there is no league file", " init "]);
    says(&pinwheel(data.path(), &["init", name]), &["Nothing was changed", "exists already"]);
    let folder = data.path().to_str().expect("text");
    says(&pinwheel(data.path(), &["check", folder]), &["is a folder, not a league file"]);
    let nowhere = data.path().join("no/league.toml");
    let output = pinwheel(data.path(), &["init", nowhere.to_str().expect("text")]);
    says(&output, &["the folder does not exist", "Nothing was changed"]);
}

#[test]
fn what_does_not_exist_is_named() {
    let data = folder();
    let output = pinwheel(data.path(), &["advence"]);
    assert_eq!(output.status.code(), Some(2), "a word that is no command is a usage error");
    assert!(text(&output).contains("advance"), "{}", text(&output));
    for command in [&["verify"][..], &["advance"], &["export"], &["backup", "b.sqlite"]] {
        let output = pinwheel(data.path(), command);
        says(&output, &["there is no league in", "Nothing was created", "pinwheel serve"]);
    }
    played(data.path(), "1");
    let output = pinwheel(data.path(), &["advance", "--slug", "nobody"]);
    says(&output, &["there is no league \"nobody\" here; there are: demo"]);
    says(&pinwheel(data.path(), &["pace", "hasty"]), &["no pace \"hasty\"", "Nothing was changed"]);
    says(&pinwheel(data.path(), &["cron", "hourly"]), &["not a cron expression", "0 * * * *"]);
    let output = pinwheel(data.path(), &["serve", "--listen", "here"]);
    says(&output, &["--listen is \"here\"", "127.0.0.1:8080"]);
}

#[test]
fn a_port_in_use_and_a_second_server_are_told_apart() {
    let (data, other) = (folder(), folder());
    let server = Server::start(data.path(), &[]);
    let listen = server.address.to_string();
    let fresh = other.path().join("fresh");
    for data in [other.path(), &fresh] {
        let output = pinwheel(data, &["serve", "--listen", &listen]);
        says(&output, &[&listen, "is in use by another program", "Nothing was changed"]);
        says(&output, &["--listen"]);
    }
    assert!(!database(other.path()).exists() && !fresh.exists());
    let output = serve(data.path());
    says(&output, &["another Pinwheel serves", &listen, "Nothing was changed", "--data"]);
    assert_eq!(http::get(server.address, "/live").status, 200, "the first one goes on");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let data = folder();
    let file = data.path().join("a-file");
    std::fs::write(&file, "x").expect("written");
    let output = serve(&file.join("data"));
    says(&output, &["cannot be created", "in the way", "Nothing was changed", "--data"]);
    // Permission bits do not hold root back: the rest is tried as somebody else.
    let cannot = data.path().join("locked");
    std::fs::create_dir(&cannot).expect("made");
    played(&cannot, "1");
    let mode = |path: &Path, mode| {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("set");
    };
    mode(data.path(), 0o755);
    mode(&cannot, 0o555);
    let own = clean("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups", "true"])
        .output();
    if !own.is_ok_and(|it| it.status.success()) {
        println!("setpriv cannot become another user here: only the folder under a file was tried");
        return;
    }
    let program = data.path().join("pinwheel");
    std::fs::copy(PINWHEEL, &program).expect("copied");
    let nobody = |args: &[&str]| {
        let mut command = clean("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program);
        command.arg("--data").arg(&cannot).args(args);
        support::run(command)
    };
    let output = nobody(&["serve", "--listen", "127.0.0.1:0"]);
    says(&output, &["this user may not", "Nothing was changed", "Make the data folder writable"]);
    says(&nobody(&["advance"]), &["writ"]);
    mode(&cannot, 0o755);
    must(&cannot, &["verify"]);
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let data = folder();
    played(data.path(), "1");
    let file = database(data.path());
    sql(
        &file,
        "INSERT INTO _sqlx_migrations SELECT 999, 'later', installed_on, success, checksum, execution_time FROM _sqlx_migrations LIMIT 1",
    );
    let before = std::fs::read(&file).expect("read");
    for output in [serve(data.path()), pinwheel(data.path(), &["verify"])] {
        says(&output, &["newer version", "schema 999", "Nothing was changed", "Install the newer"]);
    }
    assert_eq!(std::fs::read(&file).expect("read"), before, "to the byte");
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let data = folder();
    let file = database(data.path());
    sql(&file, "CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup')");
    let before = std::fs::read(&file).expect("read");
    for output in [serve(data.path()), pinwheel(data.path(), &["verify"])] {
        says(&output, &["is not a Pinwheel database", "Nothing was changed", "--data"]);
    }
    assert_eq!(std::fs::read(&file).expect("read"), before, "to the byte");
    let noise: Vec<u8> =
        (0..40_000_u32).map(|it| it.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect();
    std::fs::write(&file, &noise).expect("written");
    for output in [serve(data.path()), pinwheel(data.path(), &["advance"])] {
        says(&output, &["damaged or not a database", "Nothing was changed", "pinwheel restore"]);
    }
    assert_eq!(std::fs::read(&file).expect("read"), noise, "to the byte");
}

#[test]
fn a_damaged_log_stops_the_server_and_verify_names_the_entry() {
    let data = folder();
    played(data.path(), "3");
    let file = database(data.path());
    let backup = data.path().join("backup.sqlite");
    must(data.path(), &["backup", backup.to_str().expect("text")]);
    let entry = log(data.path()).iter().rfind(|it| it["kind"] == "game_played").cloned();
    let entry = entry.expect("a game")["position"].to_string();
    // One bit of one body; the chain is as it was. The snapshot would vouch for it, so it goes too.
    sql(&file, &format!("UPDATE log SET body = CAST(substr(CAST(body AS BLOB), 1, 99) || CAST(char(unicode(substr(body, 100, 1)) ^ 1) AS BLOB) || substr(CAST(body AS BLOB), 101) AS TEXT) WHERE position = {entry}").replace("^ 1", "+ 1"));
    says(
        &pinwheel(data.path(), &["verify"]),
        &[
            &format!("entry {entry}"),
            "its hash: stored",
            "should be",
            "Nothing was changed",
            "pinwheel restore",
        ],
    );
    let output = pinwheel(data.path(), &["verify", "--json"]);
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        (&said["ok"], said["difference"]["entry"].to_string()),
        (&false.into(), entry.clone())
    );
    sql(&file, "DELETE FROM snapshot");
    says(
        &serve(data.path()),
        &[
            &format!("damaged at entry {entry}"),
            "Nothing was changed",
            "pinwheel verify",
            "pinwheel restore",
        ],
    );
    // And the way out that the sentence names.
    must(data.path(), &["restore", backup.to_str().expect("text"), "--yes"]);
    must(data.path(), &["verify"]);
    // Bytes that are no text at all, and entries that are gone.
    sql(
        &file,
        &format!(
            "DELETE FROM snapshot; UPDATE log SET body = CAST(x'7bff7d' AS TEXT) WHERE position = {entry}"
        ),
    );
    says(&serve(data.path()), &[&format!("damaged at entry {entry}")]);
    must(data.path(), &["restore", backup.to_str().expect("text"), "--yes"]);
    sql(&file, &format!("DELETE FROM snapshot; DELETE FROM log WHERE position >= {entry}"));
    says(&serve(data.path()), &[&format!("damaged at entry {entry}"), "is missing"]);
    says(&pinwheel(data.path(), &["verify"]), &["the position in the head row"]);
}

#[test]
fn damage_that_a_snapshot_hides_is_found_and_nothing_more_is_stored() {
    let data = folder();
    played(data.path(), "3");
    let file = database(data.path());
    let backup = data.path().join("backup.sqlite");
    must(data.path(), &["backup", backup.to_str().expect("text")]);
    sql(&file, "UPDATE log SET body = replace(body, '\"home\":', '\"home\" :') WHERE position = 5");
    let args = ["--presentation-pace", "instant", "--game-cron", "* * * * * *"];
    let mut server = Server::start(data.path(), &args);
    let health = until("the damage to be found", || {
        let (status, health) = http::json(server.address, "/health");
        (status == 503).then_some(health)
    });
    let reason = health["reason"].as_str().expect("a reason").to_owned();
    for part in ["entry 5", "Nothing more is stored", "pinwheel verify", "pinwheel restore"] {
        assert!(reason.contains(part), "{part}: {reason}");
    }
    let page = http::get(server.address, "/");
    assert_eq!((page.status, page.text().contains("the log is damaged")), (200, true));
    let before = log(data.path()).len();
    let refused = pinwheel(data.path(), &["verify"]);
    says(&refused, &["entry 5", "pinwheel restore"]);
    until("a tick to be refused", || {
        server.said().contains("a tick could not be stored").then_some(())
    });
    assert_eq!(log(data.path()).len(), before, "nothing came on top");
    server.stop();
    must(data.path(), &["restore", backup.to_str().expect("text"), "--yes"]);
    must(data.path(), &["verify"]);
}

#[test]
fn a_damaged_file_is_told_as_such() {
    let data = folder();
    played(data.path(), "20");
    let file = database(data.path());
    let mut bytes = std::fs::read(&file).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 16_384].fill(0x5a);
    std::fs::write(&file, &bytes).expect("written");
    says(&pinwheel(data.path(), &["verify"]), &["damaged"]);
    let again = until("the file to be as it was left", || std::fs::read(&file).ok());
    assert_eq!(again[middle..middle + 16], [0x5a; 16]);
}

#[test]
fn what_cannot_be_copied_put_back_or_written_out_is_told_without_going_in_circles() {
    let data = folder();
    played(data.path(), "3");
    let name = |it: &str| data.path().join(it).to_str().expect("text").to_owned();
    says(
        &pinwheel(data.path(), &["backup", &name("none/b.sqlite")]),
        &["the folder", "does not exist", "Nothing was written", "Make it first"],
    );
    let backup = name("b.sqlite");
    must(data.path(), &["backup", &backup]);
    let bytes = std::fs::read(&backup).expect("read");
    let cut = name("cut.sqlite");
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).expect("written");
    let text_file = name("notes.txt");
    std::fs::write(&text_file, "not a database at all, just some words in a row").expect("written");
    for (file, part) in [
        (&name("none.sqlite"), "does not exist"),
        (&name("."), "is a folder"),
        (&cut, "cannot be restored"),
        (&text_file, "cannot be restored"),
    ] {
        let output = pinwheel(data.path(), &["restore", file, "--yes"]);
        says(&output, &[part, "Nothing was changed"]);
        let said = text(&output);
        assert!(!said.contains("pinwheel restore") && !said.contains("pinwheel serve"), "{said}");
        assert!(said.matches("Nothing was changed").count() == 1, "{said}");
    }
    must(data.path(), &["verify"]);
    let file = name("b.sqlite");
    says(
        &pinwheel(data.path(), &["export", "--out", &file]),
        &["cannot be created", "in the way", "Nothing was written", "--out"],
    );
    let out = name("out");
    must(data.path(), &["export", "--format", "csv", "--out", &out]);
    let again = pinwheel(data.path(), &["export", "--format", "csv", "--out", &out]);
    says(&again, &["games.csv exists already", "Nothing was written", "--yes"]);
    must(data.path(), &["export", "--format", "csv", "--out", &out, "--yes"]);
}

#[test]
fn a_round_that_people_watch_is_not_ended_without_a_word() {
    let data = folder();
    let server = Server::start(data.path(), &["--presentation-pace", "production"]);
    let before = log(data.path()).len();
    says(
        &pinwheel(data.path(), &["advance"]),
        &["round 1 is being shown", "everybody who watches", "Nothing was changed", "--yes"],
    );
    assert_eq!(log(data.path()).len(), before);
    must(data.path(), &["advance", "--yes"]);
    assert!(log(data.path()).len() > before);
    drop(server);
}

#[test]
fn a_changed_league_file_is_not_ignored_in_silence() {
    let data = folder();
    let file = data.path().join("league.toml");
    let name = file.to_str().expect("text");
    must(data.path(), &["init", name]);
    let mut server = Server::start(data.path(), &["--league", name]);
    assert!(!server.said().contains("exists already"), "{}", server.said());
    server.stop();
    let mut server = Server::start(data.path(), &["--league", name]);
    assert!(!server.said().contains("exists already"), "an unchanged file is no news");
    server.stop();
    let changed = std::fs::read_to_string(&file).expect("read").replace("Holding.", "Held.");
    std::fs::write(&file, changed).expect("written");
    let mut server = Server::start(data.path(), &["--league", name]);
    let said = server.said();
    assert!(
        said.contains(
            "portland exists already. Its file now differs in the team Steel Bridge Rivets"
        ),
        "{said}"
    );
    server.stop();
}

#[test]
fn what_is_printed_first_can_be_typed_as_it_stands() {
    let data = folder();
    let server = Server::start(data.path(), &[]);
    let said = server.said();
    assert!(said.contains("stop this one first (Ctrl-C)"), "{said}");
    // Run by cargo, the test cannot tell how its own binary would be called by hand.
    let program = if std::env::var_os("CARGO").is_some() { "cargo run" } else { PINWHEEL };
    assert!(
        said.lines().any(|it| it.contains(program) && it.ends_with(" init league.toml")),
        "{said}"
    );
    assert!(said.contains("serve --league league.toml --listen 127.0.0.1:0"), "{said}");
}
