//! A person with a browser: Chromium, driven over its own protocol, and the demo's page as they see it.
//!
//! Knows how to start Chromium, look, click, type and take a picture. Every wait is for something to become true in the
//! page, never for time to pass.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot look must fail loudly")]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base64::Engine;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::aloud;

/// How long something may take to become true in the page.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// A desktop window.
pub const DESKTOP: (u32, u32) = (1440, 900);
/// A phone held upright.
pub const PHONE: (u32, u32) = (390, 844);

/// Ends the browser by its id, whatever happens to the test.
struct Chromium {
    child: Child,
    _home: tempfile::TempDir,
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A browser with one tab.
pub struct Browser {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    session: Option<String>,
    next: u64,
    complaints: Vec<String>,
    _chromium: Chromium,
}

impl Browser {
    /// Starts Chromium with an empty tab, or says aloud that there is none and returns `None`.
    ///
    /// # Panics
    /// When there is none and `AFTERWORD_TESTS_MUST_NOT_SKIP` is set, and when there is one that does not start.
    pub async fn launch() -> Option<Self> {
        let Some(program) = installed() else {
            aloud::skipped("browser test", "chromium");
            return None;
        };
        let home = tempfile::tempdir().unwrap();
        let port_file = home.path().join("DevToolsActivePort");
        let child = start(&program, home.path());
        let chromium = Chromium { child, _home: home };
        let address = listening(&port_file).await;
        let (socket, _) = tokio_tungstenite::connect_async(address).await.expect("chromium's own socket");
        let mut browser = Self { socket, session: None, next: 0, complaints: Vec::new(), _chromium: chromium };
        browser.new_tab().await;
        Some(browser)
    }

    async fn new_tab(&mut self) {
        let tab = self.call("Target.createTarget", json!({ "url": "about:blank" })).await;
        let attach = json!({ "targetId": tab["targetId"], "flatten": true });
        let attached = self.call("Target.attachToTarget", attach).await;
        self.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page.enable", "Runtime.enable", "Log.enable"] {
            self.call(domain, json!({})).await;
        }
    }

    /// Goes to an address and waits until the document is complete.
    pub async fn open(&mut self, url: &str) {
        let went = self.call("Page.navigate", json!({ "url": url })).await;
        assert!(went["errorText"].is_null(), "cannot open {url}: {}", went["errorText"]);
        self.wait_for("document.readyState === 'complete' && location.href !== 'about:blank'").await;
    }

    /// Makes the window this large; a phone is narrower than 600 and has fingers instead of a mouse.
    pub async fn resize(&mut self, (width, height): (u32, u32)) {
        let phone = width < 600;
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": if phone { 2 } else { 1 }, "mobile": phone });
        self.call("Emulation.setDeviceMetricsOverride", size).await;
        self.call("Emulation.setTouchEmulationEnabled", json!({ "enabled": phone })).await;
        let hover = if phone { "none" } else { "hover" };
        let features = json!({ "features": [{ "name": "hover", "value": hover }] });
        self.call("Emulation.setEmulatedMedia", features).await;
    }

    /// By day (`light`) or by night (`dark`).
    pub async fn scheme(&mut self, scheme: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.call("Emulation.setEmulatedMedia", features).await;
    }

    /// Shows the page as paper would, or as a screen again.
    pub async fn medium(&mut self, medium: &str) {
        self.call("Emulation.setEmulatedMedia", json!({ "media": medium })).await;
    }

    /// Prints the page to a PDF file.
    pub async fn print(&mut self, path: &Path) {
        let printed = self.call("Page.printToPDF", json!({ "preferCSSPageSize": true })).await;
        let pdf = base64::engine::general_purpose::STANDARD.decode(printed["data"].as_str().unwrap()).unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
        std::fs::write(path, pdf).unwrap();
    }

    /// The value of a JavaScript expression; promises are awaited.
    pub async fn eval(&mut self, js: &str) -> Value {
        let ask = json!({ "expression": js, "awaitPromise": true, "returnByValue": true });
        let answer = self.call("Runtime.evaluate", ask).await;
        assert!(answer["exceptionDetails"].is_null(), "{js}\n{}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// Waits until a JavaScript expression is true, and returns its value.
    pub async fn wait_for(&mut self, js: &str) -> Value {
        self.wait_within(js, PATIENCE).await
    }

    /// Waits until a JavaScript expression is true.
    ///
    /// # Panics
    /// With what the page shows, when it is still false at the deadline.
    pub async fn wait_within(&mut self, js: &str, patience: Duration) -> Value {
        let watch = format!(
            "new Promise((found) => {{ const end = performance.now() + {}; (function look() {{ let v = null; \
             try {{ v = {js}; }} catch {{ }} if (v) found(v); else if (performance.now() > end) found(null); \
             else setTimeout(look, 30); }})(); }})",
            patience.as_millis()
        );
        let ask = json!({ "expression": watch, "awaitPromise": true, "returnByValue": true });
        let end = tokio::time::Instant::now() + patience;
        loop {
            match self.try_call("Runtime.evaluate", ask.clone()).await {
                Ok(answer) if !answer["result"]["value"].is_null() => return answer["result"]["value"].clone(),
                // The page it watched is gone: the next one is watched for what is left of the time.
                Err(error) if error.to_string().contains("navigated") && tokio::time::Instant::now() < end => {}
                Ok(_) => break,
                Err(error) => panic!("{js}: {error}"),
            }
        }
        let shown = self.eval("document.body?.innerText ?? ''").await;
        panic!(
            "never true: {js}\ncomplaints: {:?}\nthe page shows:\n{}",
            self.complaints,
            shown.as_str().unwrap_or("")
        );
    }

    /// Waits until an element that holds `text` is there.
    pub async fn wait_for_text(&mut self, selector: &str, text: &str) {
        let js = format!(
            "[...document.querySelectorAll({})].some((e) => e.innerText.includes({}))",
            Value::from(selector),
            Value::from(text)
        );
        self.wait_for(&js).await;
    }

    /// Clicks the middle of the first visible element that matches, as a mouse does: whatever lies on top gets it.
    pub async fn click(&mut self, selector: &str) {
        let js = format!(
            "(() => {{ const e = [...document.querySelectorAll({})].find((e) => e.checkVisibility()); \
             if (!e || e.disabled) return null; e.scrollIntoView({{ block: 'center' }}); \
             const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()",
            Value::from(selector)
        );
        let at = self.wait_for(&js).await;
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", event).await;
        }
    }

    /// Writes into the first visible element that matches.
    pub async fn write(&mut self, selector: &str, text: &str) {
        self.click(selector).await;
        self.call("Input.insertText", json!({ "text": text })).await;
    }

    /// Presses a key that has no letter: `Enter`, `Tab`, `Escape`.
    pub async fn key(&mut self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, "\r"),
            "Tab" => (9, ""),
            "Escape" => (27, ""),
            other => panic!("no such key: {other}"),
        };
        let down = json!({ "type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text });
        self.call("Input.dispatchKeyEvent", down).await;
        let up = json!({ "type": "keyUp", "key": key, "code": key, "windowsVirtualKeyCode": code });
        self.call("Input.dispatchKeyEvent", up).await;
    }

    /// Chooses an option of the first `<select>` that matches.
    pub async fn choose(&mut self, selector: &str, value: &str) {
        let js = format!(
            "(() => {{ const e = document.querySelector({}); if (![...(e?.options ?? [])].some((o) => o.value === {1})) return null; \
             e.value = {1}; e.dispatchEvent(new Event('change', {{ bubbles: true }})); return true; }})()",
            Value::from(selector),
            Value::from(value)
        );
        self.wait_for(&js).await;
    }

    /// The accessibility tree of the whole page, as Chromium tells it to screen readers.
    pub async fn accessibility(&mut self) -> Value {
        self.call("Accessibility.getFullAXTree", json!({})).await
    }

    /// Saves what the window shows as a PNG.
    pub async fn screenshot(&mut self, path: &Path) {
        let picture = self.call("Page.captureScreenshot", json!({ "format": "png" })).await;
        let png = base64::engine::general_purpose::STANDARD.decode(picture["data"].as_str().unwrap()).unwrap();
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, png).unwrap();
    }

    /// Uncaught errors and everything Chromium itself complained about so far.
    pub fn complaints(&self) -> &[String] {
        &self.complaints
    }

    async fn call(&mut self, method: &str, params: Value) -> Value {
        self.try_call(method, params).await.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    async fn try_call(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.next += 1;
        let id = self.next;
        let mut call = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = &self.session {
            call["sessionId"] = json!(session);
        }
        self.socket.send(Message::text(call.to_string())).await.expect("chromium is still there");
        let answer = tokio::time::timeout(PATIENCE * 2, self.answer(id)).await;
        let answer = answer.unwrap_or_else(|_| panic!("{method} was never answered"));
        if answer["error"].is_null() { Ok(answer["result"].clone()) } else { Err(answer["error"].clone()) }
    }

    async fn answer(&mut self, id: u64) -> Value {
        loop {
            let frame = self.socket.next().await.expect("chromium is still there").unwrap();
            let Message::Text(text) = frame else { continue };
            let message: Value = serde_json::from_str(&text).unwrap();
            if message["id"] == id {
                return message;
            }
            self.overhear(&message);
        }
    }

    fn overhear(&mut self, event: &Value) {
        let params = &event["params"];
        match event["method"].as_str().unwrap_or_default() {
            "Runtime.exceptionThrown" => self.complaints.push(params["exceptionDetails"].to_string()),
            "Log.entryAdded" if params["entry"]["level"] == "error" => {
                self.complaints.push(params["entry"].to_string());
            }
            _ => {}
        }
    }
}

fn installed() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
        .iter()
        .find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|program| program.is_file()))
}

fn start(program: &Path, home: &Path) -> Child {
    Command::new(program)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
        ])
        .args(["--hide-scrollbars", "--force-color-profile=srgb", "--lang=en-GB", "--remote-debugging-port=0"])
        .arg(format!("--user-data-dir={}", home.display()))
        .env("TMPDIR", home) // what it leaves behind when it is ended goes with its folder
        .arg("about:blank")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromium starts")
}

/// Chromium writes its port and path into a file once it listens.
async fn listening(port_file: &Path) -> String {
    let wait = async {
        loop {
            let text = std::fs::read_to_string(port_file).unwrap_or_default();
            if let Some((port, path)) = text.trim().split_once('\n') {
                return format!("ws://127.0.0.1:{port}{path}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE * 2, wait).await.expect("chromium listens")
}
