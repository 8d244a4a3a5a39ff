//! Connections that can be cut: in place of an answer that is lost comes something that is none, then the socket closes.
//!
//! Only to close it would not be enough. When a kept connection closes without a byte, Chromium sends the request again by
//! itself, even a POST, until a connection of its own has closed as well; what it has opened in advance counts as kept. The page
//! would never notice the fault.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

const WHOLE: u8 = 0;
const HALF: u8 = 1;
const LOST: u8 = 2;
const SHUT: u8 = 3;

/// A browser knows from its first eight bytes that this is not HTTP.
const NO_ANSWER: &[u8] = b"no answer\r\n";

/// The handle of one connection, given to every request on it.
#[derive(Clone, Debug, Default)]
pub(super) struct Cut {
    state: Arc<AtomicU8>,
}

impl Cut {
    /// Loses the next answer.
    pub(super) fn now(&self) {
        self.state.store(LOST, Ordering::SeqCst);
    }

    /// Closes the connection in the middle of the next answer.
    pub(super) fn midway(&self) {
        self.state.store(HALF, Ordering::SeqCst);
    }
}

/// A listener whose connections can be cut.
pub(super) struct Door(pub(super) TcpListener);

impl Listener for Door {
    type Io = Cuttable;
    type Addr = Cut;

    async fn accept(&mut self) -> (Cuttable, Cut) {
        let (stream, _) = Listener::accept(&mut self.0).await;
        // Small answers must not wait for more; a socket that cannot do it is only slower.
        let _ = stream.set_nodelay(true);
        let cut = Cut::default();
        (Cuttable { stream, cut: cut.clone() }, cut)
    }

    fn local_addr(&self) -> io::Result<Cut> {
        self.0.local_addr().map(|_| Cut::default())
    }
}

impl Connected<IncomingStream<'_, Door>> for Cut {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.remote_addr().clone()
    }
}

/// A socket that stops writing when its handle says so.
pub(super) struct Cuttable {
    stream: TcpStream,
    cut: Cut,
}

impl AsyncRead for Cuttable {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Cuttable {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let bytes = match self.cut.state.load(Ordering::SeqCst) {
            WHOLE => return Pin::new(&mut self.stream).poll_write(context, bytes),
            HALF => &bytes[..bytes.len().div_ceil(2)],
            LOST => NO_ANSWER,
            SHUT.. => return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
        };
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if matches!(written, Poll::Ready(Ok(_))) {
            self.cut.state.store(SHUT, Ordering::SeqCst);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
