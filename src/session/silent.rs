//! A sign-in without a question to the person: through a hidden frame, in the demo by asking the emulator directly.

use entra::{
    Account, Config, Fault, Interaction, Pending, Prompt, Session, SignInError, SignInRequest, accept, begin, take_answer,
};
use host::{Host, Method, Request};

use crate::browser::frame;
use crate::world::World;

/// Who tries the demo: the owner of everything in it.
const DEMO_PERSON: &str = "olivia.owner@contoso.example";

/// A fresh session for the same person.
pub(super) async fn renew(world: &World, config: &Config, account: &Account) -> Result<Session, SignInError> {
    let session = ask(world, config, account.hint()).await?;
    if session.account.is_same_user(account) { Ok(session) } else { Err(SignInError::fault(Fault::OtherUser)) }
}

/// A session in the demo.
pub(super) async fn enter_demo(world: &World, config: &Config) -> Result<Session, SignInError> {
    ask(world, config, DEMO_PERSON).await
}

async fn ask(world: &World, config: &Config, hint: &str) -> Result<Session, SignInError> {
    let request = SignInRequest {
        login_hint: Some(hint.to_owned()),
        prompt: Some(Prompt::None),
        interaction: Interaction::Silent,
        ..SignInRequest::default()
    };
    let (url, pending) = begin(config, &request, world);
    let said = match world {
        World::Demo(_) => location_of(world, &url).await,
        World::Real => framed(&url, &pending, config).await,
    };
    let silence = || SignInError::fault(Fault::FrameTimeout);
    let answer = said.as_deref().and_then(take_answer).ok_or_else(silence)??;
    // The pending request never left this function, so there is nothing to look up: the state check does the rest.
    accept(config, Some(pending), &answer, Interaction::Silent, world.now())
}

async fn framed(url: &str, pending: &Pending, config: &Config) -> Option<String> {
    let channel = format!("avd.signin.{}", pending.state_id());
    frame::ask(url, &channel, config.iframe_timeout).await.ok().flatten()
}

/// The fragment of the address the emulator redirects to.
async fn location_of(world: &World, url: &str) -> Option<String> {
    let answer = world.send(Request::new(Method::Get, url)).await.ok()?;
    let location = answer.header("Location")?;
    location.split_once('#').map(|(_, fragment)| fragment.to_owned())
}
