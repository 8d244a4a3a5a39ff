//! A sign-in without a question to the person: by the refresh token, through a hidden frame, in the demo by asking the emulator
//! directly. And the way from any answer to a session, which in the code flow leads through the token endpoint.

use entra::{
    Account, Answer, Config, Fault, Interaction, Pending, Prompt, Renewal, Session, SignInError, SignInRequest, accept, begin,
    redeemed, redemption, refresh, refreshed, take_answer,
};
use host::{Duration, Host, Method, Request, Response};

use crate::browser::channel::Heard;
use crate::browser::frame;
use crate::world::World;

/// Who tries the demo: the owner of everything in it.
const DEMO_PERSON: &str = "olivia.owner@contoso.example";

/// How long somebody who has just signed in waits for the frame with their token, before the window fetches it.
const FIRST: Duration = Duration::from_secs(3);

/// Judges an answer. A code is turned into tokens first.
pub(super) async fn judge(
    world: &World,
    config: &Config,
    pending: Option<Pending>,
    mut answer: Answer,
    arrived: Interaction,
) -> Result<Session, SignInError> {
    if let Some(request) = redemption(config, pending.as_ref(), &answer, arrived, world.now())
        && let Some(pending) = &pending
    {
        answer = redeemed(pending, &sent(world, request).await?);
    }
    accept(config, pending, &answer, arrived, world.now())
}

async fn sent(world: &World, request: Request) -> Result<Response, SignInError> {
    world.send(request).await.map_err(|_| SignInError::fault(Fault::Network))
}

/// A renewal, by this way.
pub(super) async fn again(world: &World, config: &Config, before: &Session, way: Renewal) -> Result<Session, SignInError> {
    match way {
        Renewal::Refresh => refresh_tokens(world, config, before).await,
        _ => renew(world, config, before).await,
    }
}

/// A fresh session for the same person and directory, through a hidden frame.
pub(super) async fn renew(world: &World, config: &Config, before: &Session) -> Result<Session, SignInError> {
    let request = for_account(&before.account);
    same_user(&before.account, ask(world, config, request, config.iframe_timeout).await?)
}

/// The token of somebody who has just said who they are, through a hidden frame. `claims`: what their sign-in was asked for.
pub(super) async fn first(
    world: &World,
    config: &Config,
    account: &Account,
    claims: Option<String>,
) -> Result<Session, SignInError> {
    let request = SignInRequest { claims, ..for_account(account) };
    same_user(account, ask(world, config, request, FIRST.min(config.iframe_timeout)).await?)
}

fn for_account(account: &Account) -> SignInRequest {
    SignInRequest {
        tenant: Some(account.tenant_id.clone()),
        login_hint: Some(account.hint().to_owned()),
        ..SignInRequest::default()
    }
}

/// The session, if it is of that person.
pub(super) fn same_user(account: &Account, session: Session) -> Result<Session, SignInError> {
    if session.account.is_same_user(account) { Ok(session) } else { Err(SignInError::fault(Fault::OtherUser)) }
}

/// The next tokens for the refresh token.
pub(super) async fn refresh_tokens(world: &World, config: &Config, before: &Session) -> Result<Session, SignInError> {
    let (request, pending) = refresh(config, before, world).ok_or_else(|| SignInError::fault(Fault::NoAccessToken))?;
    let said = sent(world, request).await?;
    refreshed(config, before, &pending, &said, world.now())
}

/// A session in the demo.
pub(super) async fn enter_demo(world: &World, config: &Config) -> Result<Session, SignInError> {
    let request = SignInRequest { login_hint: Some(DEMO_PERSON.to_owned()), ..SignInRequest::default() };
    ask(world, config, request, config.iframe_timeout).await
}

async fn ask(world: &World, config: &Config, request: SignInRequest, limit: Duration) -> Result<Session, SignInError> {
    let request = SignInRequest { prompt: Some(Prompt::None), interaction: Interaction::Silent, ..request };
    let (url, pending) = begin(config, &request, world);
    let said = match world {
        World::Demo(_) => location_of(world, &url).await,
        World::Real => framed(&url, &pending, limit).await,
    };
    let silence = || SignInError::fault(Fault::FrameTimeout);
    let answer = said.as_deref().and_then(take_answer).ok_or_else(silence)??;
    // The pending request never left this function, so there is nothing to look up: the state check does the rest.
    judge(world, config, Some(pending), answer, Interaction::Silent).await
}

async fn framed(url: &str, pending: &Pending, limit: Duration) -> Option<String> {
    let channel = format!("avd.signin.{}", pending.state_id());
    match frame::ask(url, &channel, limit).await {
        Ok(Heard::Said(text)) => Some(text),
        _ => None,
    }
}

/// The fragment of the address the emulator redirects to.
async fn location_of(world: &World, url: &str) -> Option<String> {
    let answer = world.send(Request::new(Method::Get, url)).await.ok()?;
    let location = answer.header("Location")?;
    location.split_once('#').map(|(_, fragment)| fragment.to_owned())
}
