//! Connections that can be cut: a dropped answer closes the socket, as a dying gateway does.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

const WHOLE: u8 = 0;
const HALF: u8 = 1;
const GONE: u8 = 2;

/// The handle of one connection, given to every request on it.
#[derive(Clone, Debug, Default)]
pub(super) struct Cut {
    state: Arc<AtomicU8>,
    served: Arc<AtomicU32>,
}

impl Cut {
    /// Closes the connection before the next byte.
    pub(super) fn now(&self) {
        self.state.store(GONE, Ordering::SeqCst);
    }

    /// Closes the connection in the middle of the next answer.
    pub(super) fn midway(&self) {
        self.state.store(HALF, Ordering::SeqCst);
    }

    /// Counts a request; whether it is the first one on this connection.
    pub(super) fn is_first(&self) -> bool {
        self.served.fetch_add(1, Ordering::SeqCst) == 0
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
        match self.cut.state.load(Ordering::SeqCst) {
            GONE => Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
            HALF => {
                let written = Pin::new(&mut self.stream).poll_write(context, &bytes[..bytes.len().div_ceil(2)]);
                if matches!(written, Poll::Ready(Ok(_))) {
                    self.cut.now();
                }
                written
            }
            WHOLE.. => Pin::new(&mut self.stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
