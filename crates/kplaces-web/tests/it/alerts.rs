//! Where the device is comes from one page, and what is near is told to that page.

use async_trait::async_trait;
use kplaces_app::App;
use kplaces_device::{Approach, Approaches, CliError, Device, Watch};
use kplaces_domain::Fix;
use serde_json::{Value, json};

use crate::Running;
use crate::home::{Edition, Home};
use crate::running::Reply;

/// Tells of one place at every position, with the speed for a distance.
#[derive(Debug)]
pub(crate) struct Bell;

#[derive(Debug)]
struct Ringing {
    interruptions: u64,
}

#[async_trait]
impl Approaches for Bell {
    async fn watch(&self, _: &Device, _: &App) -> Result<Box<dyn Watch>, CliError> {
        Ok(Box::new(Ringing { interruptions: 0 }))
    }
}

#[async_trait]
impl Watch for Ringing {
    async fn renew(&mut self, app: &App) -> Result<(), CliError> {
        app.revision().await?;
        Ok(())
    }

    fn interrupt(&mut self) {
        self.interruptions += 1;
    }

    async fn fix(&mut self, _: &App, fix: &Fix) -> Result<Vec<Approach>, CliError> {
        Ok(vec![Approach {
            event: "approaching",
            key: "1-1".to_owned(),
            name: "Depot Nord".to_owned(),
            to_circle_m: fix.speed_mps.unwrap_or(-1.0),
            side: fix.course_deg.map(|_| "ahead"),
        }])
    }

    fn places(&self) -> u64 {
        10 + self.interruptions
    }
}

fn fix() -> Value {
    json!({"time": 1_767_225_600_000_u64, "lat": 48.4, "lon": 9.99, "accuracy": 5.0, "speed": 13.9, "heading": 90.0})
}

fn send(map: &Running, page: &str, fix: &Value) -> (u16, Value) {
    let Reply { status, body, .. } =
        map.post("/api/fix", &json!({"page": page, "fix": fix}).to_string());
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

#[test]
fn a_page_that_says_where_it_is_is_told_what_is_near() {
    let map = Running::with(Vec::new());
    assert_eq!(map.json("/api/facts")["features"]["alerts"], true);
    let told = json!({
        "places": 10, "elsewhere": false,
        "told": [{"event": "approaching", "key": "1-1", "name": "Depot Nord", "metres": 13.9, "side": "ahead"}],
    });
    assert_eq!(send(&map, "a", &fix()), (200, told));
    let mut bare = fix();
    for unknown in ["accuracy", "speed", "heading"] {
        bare[unknown] = Value::Null;
    }
    let (status, bare) = send(&map, "a", &bare);
    assert_eq!((status, &bare["told"][0]["metres"]), (200, &json!(-1.0)));
}

#[test]
fn alerts_are_told_once_of_two_pages() {
    let map = Running::with(Vec::new());
    assert_eq!(send(&map, "a", &fix()).1["elsewhere"], false);
    let (status, other) = send(&map, "b", &fix());
    assert_eq!(status, 200);
    assert_eq!(
        other,
        json!({"places": 0, "elsewhere": true, "told": []}),
        "the first one has it"
    );
    // One that does not watch ends nothing.
    send(&map, "b", &Value::Null);
    assert_eq!(send(&map, "b", &fix()).1["elsewhere"], true);
    send(&map, "a", &Value::Null);
    assert_eq!(send(&map, "b", &fix()).1["elsewhere"], false);
    assert_eq!(send(&map, "a", &fix()).1["elsewhere"], true);
}

#[test]
fn what_is_no_position_is_none() {
    let map = Running::with(Vec::new());
    for odd in [
        "",
        "null",
        "{}",
        r#"{"page":"a","fix":{}}"#,
        r#"{"page":"a","fix":{"time":1,"lat":1,"lon":1},"more":1}"#,
        r#"{"page":"a","fix":{"time":1,"lat":"48","lon":1}}"#,
    ] {
        assert_eq!(map.post("/api/fix", odd).status, 400, "{odd}");
    }
    for (lat, lon, speed) in [(91.0, 0.0, 1.0), (0.0, 181.0, 1.0)] {
        let mut fix = fix();
        (fix["lat"], fix["lon"], fix["speed"]) = (json!(lat), json!(lon), json!(speed));
        assert_eq!(send(&map, "a", &fix).1["told"], json!([]), "{lat} {lon}");
    }
    let mut odd = fix();
    (odd["speed"], odd["heading"]) = (json!(-3.0), json!(1e300));
    let told = send(&map, "a", &odd).1["told"][0].clone();
    assert_eq!(
        (&told["metres"], &told["side"]),
        (&json!(-1.0), &Value::Null)
    );
}

#[test]
fn an_edition_without_alerts_says_so() {
    let map = Running::on(Home::of(Edition::Basic), Vec::new());
    assert_eq!(map.json("/api/facts")["features"]["alerts"], false);
    let (status, refused) = send(&map, "a", &fix());
    assert_eq!(
        (status, &refused["error"]["kind"]),
        (404, &"edition".into())
    );
}
