use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};

use kplaces_store::{StoreError, StoreErrorKind};
use kplaces_text::text;
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::failure::Failure;
use crate::origin::Origin;

type Job = Box<dyn FnOnce(&mut Connection, &Origin) + Send>;

/// A thread that owns a connection and does one job after the other.
#[derive(Debug)]
pub(crate) struct Worker {
    file: Arc<str>,
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

/// Does one job on a thread of its own. It is done even if nobody waits for it any more: who gives up
/// waits until it has tidied up after itself.
pub async fn on_a_thread<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let (done, result) = oneshot::channel();
    let _joined = Joined::with(move || drop(done.send(job())))?;
    result.await.map_err(|_| {
        let message = text!(
            "a thread has ended before its work",
            "ein Teil des Programms endete vor seiner Arbeit"
        );
        StoreError::new(StoreErrorKind::Io, message)
    })?
}

/// Waits at its end for that of a thread.
pub(crate) struct Joined(Option<JoinHandle<()>>);

impl Joined {
    /// Starts a thread.
    pub(crate) fn with(job: impl FnOnce() + Send + 'static) -> Result<Self, StoreError> {
        spawn(job).map(|thread| Self(Some(thread)))
    }
}

impl Drop for Joined {
    fn drop(&mut self) {
        // A job that panicked has said so by its result.
        let _ = self.0.take().map(JoinHandle::join);
    }
}

fn spawn(job: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, StoreError> {
    let thread = thread::Builder::new().name("kplaces-sqlite".to_owned());
    thread.spawn(job).map_err(|error| {
        let message = text!(
            "no thread for the database",
            "für die Datenbank ließ sich kein Thread starten"
        );
        StoreError::new(StoreErrorKind::Io, message).with_source(error)
    })
}

/// The answer to a job, to wait for.
pub(crate) struct Reply<T> {
    file: Arc<str>,
    result: oneshot::Receiver<Result<T, StoreError>>,
}

impl Worker {
    /// Starts a thread and opens a connection on it; also gives what else comes of opening. What fails
    /// on that connection is told as a failure of its origin.
    pub(crate) async fn start<T: Send + 'static>(
        file: &Arc<str>,
        open: impl FnOnce() -> Result<(Connection, Origin, T), StoreError> + Send + 'static,
    ) -> Result<(Self, T), StoreError> {
        let (jobs, todo) = mpsc::channel::<Job>();
        let (opened, ready) = oneshot::channel();
        let thread = spawn(move || match open() {
            Ok((mut connection, origin, more)) => {
                if opened.send(Ok(more)).is_ok() {
                    for job in todo {
                        job(&mut connection, &origin);
                    }
                }
            }
            // Who does not wait any more needs no reason.
            Err(error) => drop(opened.send(Err(error))),
        })?;
        let worker = Self {
            file: Arc::clone(file),
            jobs: Some(jobs),
            thread: Some(thread),
        };
        let more = ready.await.map_err(|_| ended(file))??;
        Ok((worker, more))
    }

    /// Hands over a job that gives an error of its own.
    pub(crate) async fn have_done<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.submit(|connection| Ok(job(connection))).get().await?
    }

    /// Hands a job over. It is done even if nobody waits for the reply.
    pub(crate) fn submit<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Reply<T> {
        let (done, result) = oneshot::channel();
        let job: Job = Box::new(move |connection, origin| {
            // Here, where it may block: whoever waits must not.
            let told = job(connection).map_err(|failure| origin.error(failure));
            drop(done.send(told));
        });
        if let Some(jobs) = &self.jobs {
            // A thread that has ended drops the job, and the reply says so.
            drop(jobs.send(job));
        }
        Reply {
            file: Arc::clone(&self.file),
            result,
        }
    }
}

impl<T> Reply<T> {
    /// Waits for the job to be done.
    pub(crate) async fn get(self) -> Result<T, StoreError> {
        match self.result.await {
            Ok(result) => result,
            Err(_) => Err(ended(&self.file)),
        }
    }
}

fn ended(file: &str) -> StoreError {
    StoreError::new(
        StoreErrorKind::Io,
        text!(
            "the thread of {file} has ended; open the store again",
            "der Thread für {file} ist beendet; öffnen Sie den Bestand noch einmal"
        ),
    )
}

impl Drop for Worker {
    /// Waits for what is under way, so that the file is closed afterwards.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A panic was reported where it happened.
            drop(thread.join());
        }
    }
}
