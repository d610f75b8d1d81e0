//! A headless Chromium of one's own, driven through chromedriver.
//!
//! May live here: starting and stopping both, and what every test asks of a page. Must never live
//! here: an address of the site, an expectation about a page.

use axum::http::Method;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::{Capabilities, RequestData, SessionId, WebDriver};

/// How long a page may take to do what a test waits for.
const DEADLINE: Duration = Duration::from_secs(30);
/// Between two looks at a page.
const GLANCE: Duration = Duration::from_millis(40);

const NEEDED: &str = "the browser tests need Chromium and its driver. Type:\n\n    sudo apt-get update && sudo apt-get install --yes --no-install-recommends chromium chromium-driver fonts-dejavu-core\n";

/// How the browser is set up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setup {
    /// Whether pages may run scripts.
    pub(crate) script: bool,
    /// How much more quickly the page's own clock runs.
    pub(crate) haste: u32,
    /// Whether the page's streams are the test's to speak through.
    pub(crate) own_streams: bool,
}

impl Setup {
    /// As a reader has it.
    pub(crate) const ORDINARY: Self = Self { script: true, haste: 1, own_streams: false };
}

/// Runs a test with a browser of its own. Both are stopped when it ends, however it ends.
pub(crate) fn with(setup: Setup, test: impl AsyncFnOnce(Browser)) {
    // A worker of its own, so that the session can be ended while this thread is ending the test.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.expect("a runtime").block_on(async { test(Browser::start(setup).await).await });
}

/// The browser with one page. Fields end in this order: the session, its driver, the browser
/// should it still be there, and its folder.
pub(crate) struct Browser {
    driver: WebDriver,
    _process: Driver,
    _profile: Profile,
}

/// The browser's folder. Its lock names the process that runs on it; there is none after a session
/// that ended well.
struct Profile(TempDir);

impl Drop for Profile {
    fn drop(&mut self) {
        let Ok(lock) = std::fs::read_link(self.0.path().join("SingletonLock")) else { return };
        let lock = lock.to_string_lossy();
        if let Some(Ok(process)) = lock.rsplit('-').next().map(str::parse::<u32>) {
            let _ = Command::new("kill").arg(process.to_string()).status();
        }
    }
}

/// chromedriver, stopped by its own process id.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A command of the browser's own protocol.
#[derive(Debug)]
struct Protocol(&'static str, Value);

impl FormatRequestData for Protocol {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let path = format!("session/{session}/goog/cdp/execute");
        RequestData::new(Method::POST, path).add_body(json!({"cmd": self.0, "params": self.1}))
    }
}

fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|it| it.join(name)).find(|it| it.is_file());
    found.unwrap_or_else(|| panic!("{name} is not installed; {NEEDED}"))
}

/// Starts chromedriver on a free port that it chooses and tells.
fn start_driver() -> (Driver, String) {
    let mut process = Command::new(program("chromedriver"))
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("chromedriver does not start ({error}); {NEEDED}"));
    let lines = BufReader::new(process.stdout.take().expect("its output"));
    let driver = Driver(process);
    let port = lines.lines().map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse::<u16>().ok()
    });
    let port = port.unwrap_or_else(|| panic!("chromedriver names no port; {NEEDED}"));
    (driver, format!("http://127.0.0.1:{port}"))
}

fn wanted(setup: Setup, profile: &Path) -> Capabilities {
    let mut args = vec![format!("--user-data-dir={}", profile.display())];
    let plain = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--window-size=1280,900",
    ];
    args.extend(plain.map(str::to_owned));
    let blocked = if setup.script { 1 } else { 2 };
    let options = json!({
        "binary": program("chromium"),
        "args": args,
        "prefs": {"profile.managed_default_content_settings.javascript": blocked},
    });
    let mut wanted = Capabilities::new();
    let _ = wanted.set("browserName", "chrome");
    let _ = wanted.set("goog:chromeOptions", options);
    let _ = wanted.set("goog:loggingPrefs", json!({"browser": "ALL"}));
    wanted
}

impl Browser {
    async fn start(setup: Setup) -> Self {
        let (process, address) = start_driver();
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let driver = WebDriver::new(address, wanted(setup, profile.path()))
            .await
            .unwrap_or_else(|error| panic!("Chromium does not start ({error}); {NEEDED}"));
        let browser = Self { driver, _process: process, _profile: Profile(profile) };
        let options = json!({"haste": setup.haste, "streams": setup.own_streams}).to_string();
        let witness = include_str!("witness.js").replace("__OPTIONS__", &options);
        let on_every_page = "Page.addScriptToEvaluateOnNewDocument";
        browser.protocol(on_every_page, json!({"source": witness})).await;
        browser
    }

    /// Asks the browser itself rather than the page.
    pub(crate) async fn protocol(&self, name: &'static str, parameters: Value) -> Value {
        let answer = self.driver.cmd(Protocol(name, parameters)).await;
        answer
            .and_then(thirtyfour::session::http::CmdResponse::value)
            .unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Opens an address and waits until it has loaded.
    pub(crate) async fn open(&self, address: String) {
        let opened = self.driver.goto(&address).await;
        opened.unwrap_or_else(|error| panic!("open {address}: {error}"));
    }

    /// Loads the page again.
    pub(crate) async fn reload(&self) {
        self.driver.refresh().await.expect("the page loads again");
    }

    /// Runs statements in the page; answers what they return.
    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        let ran = self.driver.execute(script, arguments).await;
        ran.unwrap_or_else(|error| panic!("{script}: {error}")).json().clone()
    }

    /// The value of an expression in the page.
    pub(crate) async fn value(&self, expression: &str) -> Value {
        self.run(&format!("return ({expression});"), Vec::new()).await
    }

    /// The text of an expression in the page.
    pub(crate) async fn text(&self, expression: &str) -> String {
        let value = self.value(expression).await;
        value.as_str().unwrap_or_else(|| panic!("{expression} is {value}, no text")).to_owned()
    }

    /// Waits until an expression in the page is true, at most [`DEADLINE`].
    pub(crate) async fn until(&self, expression: &str) -> Value {
        let since = Instant::now();
        loop {
            let value = self.value(expression).await;
            let is_true = !matches!(&value, Value::Null | Value::Bool(false))
                && value != 0
                && value != json!("");
            if is_true {
                return value;
            }
            if DEADLINE < since.elapsed() {
                let text = self.text("document.body.innerText").await;
                panic!("waited {DEADLINE:?} for {expression}; the page says:\n{text}");
            }
            tokio::time::sleep(GLANCE).await; // waits: between two looks at a condition
        }
    }

    /// Presses and releases a key, as a keyboard would: a character, or what `thirtyfour::Key` has.
    pub(crate) async fn press(&self, key: impl Into<char>) {
        let key: char = key.into();
        let pressed = self.driver.action_chain().send_keys(key.to_string()).perform().await;
        pressed.unwrap_or_else(|error| panic!("press {key:?}: {error}"));
    }

    /// Clicks the first element that the selector finds, once it stands still on the screen.
    pub(crate) async fn click(&self, selector: &str) {
        let still = "const at = document.querySelector(arguments[0]);
            if (!at) return false;
            at.scrollIntoView({ block: 'center', behavior: 'instant' });
            const { x, y } = at.getBoundingClientRect(), is = `${x} ${y} ${scrollY}`;
            const was = window.__stood;
            window.__stood = is;
            return is === was;";
        let since = Instant::now();
        while self.run(still, vec![json!(selector)]).await != true && since.elapsed() < DEADLINE {
            tokio::time::sleep(GLANCE).await; // waits: for what a scroll sets off, such as a bar that sticks
        }
        let found = self.driver.find(thirtyfour::By::Css(selector)).await;
        let clicked = match found {
            Ok(it) => it.click().await,
            Err(error) => Err(error),
        };
        clicked.unwrap_or_else(|error| panic!("click {selector}: {error}"));
    }

    /// Sets the size of the screen, in CSS pixels.
    pub(crate) async fn screen(&self, width: u32, height: u32) {
        let size =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.protocol("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Has the system prefer a theme: `light` or `dark`.
    pub(crate) async fn system_theme(&self, theme: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": theme},
            {"name": "prefers-reduced-motion", "value": "reduce"}]);
        self.protocol("Emulation.setEmulatedMedia", json!({"features": features})).await;
    }

    /// Keeps a picture of what is on the screen in `target/screenshots`.
    pub(crate) async fn keep_picture(&self, name: &str) {
        let picture = self.driver.screenshot_as_png().await.expect("a picture");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
        std::fs::create_dir_all(&folder).expect("the folder of the pictures");
        std::fs::write(folder.join(format!("{name}.png")), picture).expect("keep the picture");
    }

    /// What went wrong in the page so far: errors of scripts, violations of the policy, and what
    /// the browser's console calls severe. Lost connections are the business of the test.
    pub(crate) async fn faults(&self) -> Vec<String> {
        let seen = self.value("window.__seen ? window.__seen.faults : []").await;
        let seen = seen.as_array().expect("a list").iter();
        let mut faults: Vec<String> =
            seen.map(|it| it.as_str().unwrap_or_default().to_owned()).collect();
        let entries = self.driver.browser_log().await.expect("the browser's console");
        let severe = entries.iter().filter(|it| it.level == "SEVERE");
        faults.extend(severe.map(|it| it.message.clone()));
        faults
    }
}
