//! The emulator over HTTP: one address for Entra, ARM and the control plane, one for the site.
//!
//! It only carries: what is answered is decided by [`World`] and [`site::Site`].

mod args;
mod carry;
mod door;
mod latency;
pub mod site;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use std::future::IntoFuture;

use axum::Router;
use host::Instant;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

pub use args::{Args, USAGE};

use crate::{Options, World};
use carry::{Api, Files};
use door::{Cut, Door};
use latency::Latency;

/// A running emulator. It stops when [`Running::stop`] is called.
#[derive(Debug)]
pub struct Running {
    /// Where Entra, ARM and the control plane answer, `http://localhost:8081`.
    pub arm: String,
    /// Where the site answers.
    pub site: String,
    stop: watch::Sender<bool>,
    tasks: JoinSet<io::Result<()>>,
}

impl Running {
    /// Closes both addresses and waits for what is under way.
    pub async fn stop(mut self) -> io::Result<()> {
        self.stop.send_replace(true);
        while let Some(ended) = self.tasks.join_next().await {
            ended.map_err(io::Error::other)??;
        }
        Ok(())
    }
}

/// Opens both addresses; when this returns they answer.
pub async fn start(args: &Args) -> io::Result<Running> {
    let arm_socket = TcpListener::bind((args.host.as_str(), args.port)).await?;
    let site_socket = TcpListener::bind((args.host.as_str(), args.site_port)).await?;
    let arm = origin(arm_socket.local_addr()?);
    let site = origin(site_socket.local_addr()?);
    let options = Options {
        fleet: args.fleet,
        seed: args.seed,
        speed: args.speed,
        origin: arm.clone(),
        expose: args.expose,
        app_origins: vec![site.clone(), site.replace("localhost", "127.0.0.1")],
        cookies: true,
    };
    let world = Arc::new(Mutex::new(World::new(options, wall_clock())));
    let (stop, stopped) = watch::channel(false);
    let mut tasks = JoinSet::new();
    let latency = Latency::new(args.latency, args.seed);
    let api = Api::new(world, arm.clone(), latency.clone());
    let app =
        Router::new().fallback(carry::api).layer(carry::packing()).with_state(api).into_make_service_with_connect_info::<Cut>();
    tasks.spawn(axum::serve(Door(arm_socket), app).with_graceful_shutdown(until(stopped.clone())).into_future());
    let files = Files::new(site::Site::new(args.site.clone(), arm.clone()).configured(args.config.clone()), latency);
    let app = Router::new().fallback(carry::files).with_state(files);
    tasks.spawn(axum::serve(site_socket, app).with_graceful_shutdown(until(stopped)).into_future());
    Ok(Running { arm, site, stop, tasks })
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // An error means that the sender is gone, which ends it as well.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// Browsers treat `localhost` as a secure context and Entra ignores its port; a bare loopback number has neither for sure.
fn origin(address: SocketAddr) -> String {
    if address.ip().is_loopback() { format!("http://localhost:{}", address.port()) } else { format!("http://{address}") }
}

/// The time of the machine.
fn wall_clock() -> Instant {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Instant::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Where the site is looked for when nothing else is said.
fn default_site() -> PathBuf {
    PathBuf::from("dist")
}
