//! Edits a host pool: a PATCH of what changed, or a replacement where only that can say it. Somebody else's changes meanwhile are
//! shown beside one's own before anything is proposed.

use arm::{Error, ResourceId};
use avd::rule::FieldProblem;
use avd::rule::host_pool_edit::{Draft, FieldMerge, Way, by_newest_put, by_patch, by_put, edits, label, problems, way};
use avd::rule::network_access::{Endpoints, NetworkAccess, shut_out};
use avd::rule::permission::Operation;
use avd::{ApiVersions, Change};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::fields::summary;
use super::kept::{forget, keep, kept};
use super::lines::{Form, Kind, line};
use super::received::{Received, read};
use super::sections::BASICS;
use super::state::PoolFormState;
use super::ways::ways;
use crate::client::ClientContext;
use crate::components::{Banner, Button, ButtonLink, Form, FormActions, Look, PageHeader, Skeleton, Tone};
use crate::live::rights::use_rights;
use crate::live::use_remote;
use crate::pages::parts::{ErrorBanner, RemoteReadAt, ThreeWay, last_changed_by};
use crate::pages::write::{Changes, Proposal, ReviewDialog};
use crate::route::{PoolRef, PoolTab, Route};
use crate::router::use_router;

/// The page.
#[component]
pub fn PoolEditPage(
    /// The pool.
    place: PoolRef,
) -> impl IntoView {
    let Some(pool) = place.id() else {
        return view! { <Banner tone=Tone::Danger title="This address doesn't name a host pool" /> }.into_any();
    };
    let context = expect_context::<ClientContext>();
    let id = StoredValue::new(pool);
    let remote = use_remote(move || read(context, id.get_value()));
    // The form begins once: what is read later is compared with it before the review.
    let known = Memo::new(move |before: Option<&Option<Received>>| {
        before.cloned().flatten().or_else(|| remote.with(|remote| remote.value().cloned()))
    });
    let title = format!("Edit {}", place.name);
    let place = StoredValue::new(place);
    view! {
        <div class="page">
        <PageHeader title=title read_at=move || view! { <RemoteReadAt remote=remote /> } />
        {move || {
            let error = remote.with(|remote| remote.error().cloned());
            error.map(|error| view! { <ErrorBanner title="Couldn't load the host pool" error=error on_retry=Callback::new(move |()| remote.refresh()) /> })
        }}
        {move || match known.get() {
            Some(received) => view! { <EditForm pool=id place=place.get_value() received=received /> }.into_any(),
            None if remote.with(|remote| remote.error().is_some()) => ().into_any(),
            None => view! { <Skeleton lines=8 /> }.into_any(),
        }}
        </div>
    }
    .into_any()
}

/// What somebody else changed while the form was open.
#[derive(Clone, Debug, PartialEq)]
struct Meanwhile {
    theirs: Received,
    merges: Vec<FieldMerge>,
}

/// The form and what it is compared with.
#[derive(Clone, Copy)]
struct Edit {
    state: PoolFormState,
    base: RwSignal<Received>,
    meanwhile: RwSignal<Option<Meanwhile>>,
}

impl Edit {
    /// Begins with what was read, or with what a reload left of a draft.
    fn new(received: Received, name: String) -> Self {
        let fresh = received.draft();
        let (base, mine) = kept::<(Draft, Draft)>(&name).unwrap_or_else(|| (fresh.clone(), fresh));
        let edit = Self {
            state: PoolFormState::new(mine.clone()),
            base: RwSignal::new(received.clone()),
            meanwhile: RwSignal::new(None),
        };
        edit.compare(&base, &mine, received);
        keep(name, move || (edit.base.with(Received::draft), edit.state.read().0));
        edit
    }

    /// Whether nobody else changed a field; if somebody did, the form asks what to do.
    fn compare(self, base: &Draft, mine: &Draft, theirs: Received) -> bool {
        let merges = Draft::three_way(base, mine, &theirs.draft());
        let current = !merges.iter().any(FieldMerge::is_theirs);
        if current {
            self.base.set(theirs);
        } else {
            self.meanwhile.set(Some(Meanwhile { theirs, merges }));
        }
        current
    }

    /// Goes on from the pool as it is now. `keep_mine` names the fields that both changed and that stay as they are in the form.
    fn take_over(self, keep_mine: &[String]) {
        let Some(Meanwhile { theirs, merges }) = self.meanwhile.get_untracked() else { return };
        let draft = Draft::rebased(&theirs.draft(), &merges, |field| keep_mine.iter().any(|kept| kept == field));
        self.base.set(theirs);
        self.state.put(draft);
        self.meanwhile.set(None);
    }

    /// The pool as it is edited: as received at the newest version, with the migration of the last one that has it. Tracked.
    fn whole(self) -> Value {
        self.base.with(Received::whole)
    }

    fn change(self, pool: &ResourceId, wish: Option<Way>, versions: &ApiVersions) -> Change {
        let (received, draft) = (self.base.get_untracked(), self.state.now());
        match way(&received.whole(), &draft, wish, versions) {
            Way::Patch => by_patch(pool, &received.whole(), &draft, versions),
            Way::Newest => by_newest_put(pool, &received.newest, &Draft { migration_request: None, ..draft }, versions),
            Way::Legacy => match &received.legacy {
                Ok(legacy) => by_put(pool, legacy, &onto(legacy, &received.draft(), &draft), versions),
                Err(_) => by_patch(pool, &received.whole(), &draft, versions),
            },
        }
    }
}

/// The changes of the form on the pool as an older version gives it: what that version does not know is no change.
fn onto(legacy: &Value, base: &Draft, draft: &Draft) -> Draft {
    Draft::rebased(&Draft::from(legacy), &Draft::three_way(base, draft, base), |_| true)
}

#[component]
fn EditForm(pool: StoredValue<ResourceId>, place: PoolRef, received: Received) -> impl IntoView {
    let context = expect_context::<ClientContext>();
    let router = use_router();
    let kept_as = StoredValue::new(pool.with_value(|pool| pool.key().to_owned()));
    let may_not = use_rights(pool.get_value()).reason(Operation::WriteHostPool);
    let endpoints = Endpoints::read(&received.newest);
    let unread = received.legacy.as_ref().err().map(|error| error.message().to_owned());
    let edit = Edit::new(received, kept_as.get_value());
    let state = edit.state;
    let whole = Signal::derive(move || edit.whole());
    let found = Memo::new(move |_| {
        let (draft, wrong) = state.read();
        let mut found = whole.with(|whole| problems(whole, &draft, &context.versions()));
        found.extend(wrong);
        found
    });
    let changes = Memo::new(move |_| whole.with(|whole| edits(whole, &state.read().0)));
    let nothing = Signal::derive(move || changes.with(Vec::is_empty).then(|| "No changes yet.".to_owned()));
    let hold = Signal::derive(move || {
        let meanwhile =
            edit.meanwhile.with(Option::is_some).then(|| "First resolve the changes made by someone else.".to_owned());
        meanwhile.or_else(|| nothing.get()).or_else(|| may_not.get())
    });
    let before = Signal::derive(move || edit.base.with(Received::draft));
    let form = Form { state, problems: found, before, existing: true };
    let (wish, proposal) = (RwSignal::new(None::<Way>), RwSignal::new(None::<Proposal>));
    let (looking, failed) = (RwSignal::new(false), RwSignal::new(None::<Error>));
    let review = Callback::new(move |()| {
        state.asked.set(true);
        failed.set(None);
        if FieldProblem::any_error(&found.get_untracked()) || hold.get_untracked().is_some() || looking.get_untracked() {
            return;
        }
        looking.set(true);
        spawn_local(async move {
            let answer = read(context, pool.get_value()).await;
            // The page may be gone by now.
            if looking.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(theirs) if edit.compare(&edit.base.with_untracked(Received::draft), &state.now(), theirs.clone()) => {
                    let change = pool.with_value(|pool| edit.change(pool, wish.get_untracked(), &context.versions()));
                    proposal.set(Some(Proposal {
                        change,
                        then: None,
                        before: theirs.newest,
                        action: "Save".to_owned(),
                        danger: false,
                    }));
                }
                Ok(_) => {}
                Err(error) => failed.set(Some(error)),
            }
        });
    });
    // Nobody shuts all users out by a slip: the name is typed.
    let typed = Signal::derive(move || {
        let (was, is) = (before.with(NetworkAccess::of), NetworkAccess::of(&state.read().0));
        shut_out(&was, &is, endpoints).map(|_| pool.with_value(|pool| avd::rule::plain::visible(pool.name())))
    });
    let back = Route::Pool(place, PoolTab::Overview);
    let (back_href, done) = (back.href(), back);
    let discard = move |()| {
        kept_as.with_value(|name| forget(name));
        state.put(edit.base.with_untracked(Received::draft));
    };
    let take_over = move |kept: Vec<String>| edit.take_over(&kept);
    view! {
        {move || edit.meanwhile.get().map(|Meanwhile { theirs, merges }| view! {
            <ThreeWay what="pool" by=last_changed_by(&theirs.newest) merges=merges name=name on_go=take_over />
        })}
        <Form problems=summary(found, state.asked) on_submit=review>
            {move || failed.get().map(|error| view! { <ErrorBanner title="Couldn't check for changes made by someone else" error=error /> })}
            <fieldset class="card stack">
                <legend>"Basics"</legend>
                {form.line(line("location", Kind::Shown, ""))}
                {form.rows(BASICS)}
            </fieldset>
            {form.sections(endpoints)}
            <div class="parts">{ways(form, whole, wish, unread)}</div>
            <Changes changes=changes problems=found label=name />
            <FormActions>
                <Button look=Look::Primary submit=true disabled_reason=hold busy=looking>"Review…"</Button>
                <ButtonLink href=back_href>"Cancel"</ButtonLink>
                <Button look=Look::Subtle disabled_reason=nothing on_press=discard>"Discard changes"</Button>
            </FormActions>
        </Form>
        <ReviewDialog
            proposal=proposal
            typed=typed
            on_done=move |()| {
                kept_as.with_value(|name| forget(name));
                router.go(done.clone());
            }
        />
    }
}

fn name(path: &str) -> String {
    label(path)
}
