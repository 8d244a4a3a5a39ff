//! Asks the questions of a gathering, a few at once.

use std::cell::RefCell;

use arm::{Error, Read};
use avd::rule::preflight::{Evidence, Gather, Job, Known, Question};
use host::Host;
use serde_json::Value;

use crate::client::Client;
use crate::live::bounded::bounded;

/// Far below the pace Resource Manager allows (250 reads at once, 25 a second; Learn, *Understand how Azure Resource Manager
/// throttles requests*), so that the rest of the console is not held up.
const AT_ONCE: usize = 6;

/// Asks everything. `seen` is told after each answer, and says whether anybody still wants the rest.
pub async fn gather(client: &Client, gather: Gather, seen: impl Fn(&Gather) -> bool) -> Evidence {
    let gather = RefCell::new(gather);
    let wanted = RefCell::new(true);
    let next = || wanted.borrow().then(|| gather.borrow_mut().next_job()).flatten();
    bounded(core::iter::from_fn(next), AT_ONCE, |job: Job| async {
        let job = job;
        let known = ask(client, &job.question).await;
        gather.borrow_mut().answer(&job, known);
        if !seen(&gather.borrow()) {
            wanted.replace(false);
        }
    })
    .await;
    gather.into_inner().evidence().clone()
}

async fn ask(client: &Client, question: &Question) -> Known {
    match read(client, question).await {
        Ok(Read { value, at, complete, .. }) => Known::Read { value, at, complete },
        Err(error) => Known::of_error(&error, question.right, client.host().now()),
    }
}

async fn read(client: &Client, question: &Question) -> Result<Read<Value>, Error> {
    if !question.list {
        return client.read(&question.call).await;
    }
    let mut kept = Vec::new();
    let read =
        client.pages(&question.call, |items: Vec<Value>| kept.extend(items.into_iter().filter(|it| question.keeps(it)))).await?;
    Ok(read.map(|()| Value::Array(kept)))
}
