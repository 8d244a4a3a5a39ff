//! The fields of a host pool that both forms have, and what is wrong with them.

use avd::resource::{HostPoolType, LoadBalancerType, PersonalDesktopAssignmentType, PreferredAppGroupType};
use avd::rule::FieldProblem;
use avd::rule::host_pool_edit::Draft;
use leptos::prelude::*;

use crate::components::{Choice, Field, NumberInput, Problem, RadioGroup, Select, TextArea, TextInput};

/// A draft with its number field as typed: what is no number is told, not lost.
#[derive(Clone, Copy, Debug)]
pub struct PoolFormState {
    /// The fields.
    pub draft: RwSignal<Draft>,
    /// The session limit as typed.
    pub limit: RwSignal<String>,
    /// Whether a review was asked for: from then on, what is missing is named.
    pub asked: RwSignal<bool>,
}

impl PoolFormState {
    /// Begins with a draft.
    pub fn new(draft: Draft) -> Self {
        let limit = draft.max_session_limit.map(|limit| limit.to_string()).unwrap_or_default();
        Self { draft: RwSignal::new(draft), limit: RwSignal::new(limit), asked: RwSignal::new(false) }
    }

    /// The draft with the limit read, and what is wrong with the limit as text. Tracked.
    pub fn read(self) -> (Draft, Option<FieldProblem>) {
        let mut draft = self.draft.get();
        let text = self.limit.get();
        let text = text.trim();
        let parsed = text.parse::<i64>();
        draft.max_session_limit = parsed.clone().ok();
        let wrong = (!text.is_empty() && parsed.is_err())
            .then(|| FieldProblem::error("maxSessionLimit", "Enter a whole number, or leave it empty."));
        (draft, wrong)
    }
}

/// What is wrong with one field, for its line of error.
pub fn at(problems: Memo<Vec<FieldProblem>>, asked: RwSignal<bool>, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || {
        problems.with(|problems| {
            let mine = problems.iter().find(|problem| problem.field == field && !problem.warning);
            mine.filter(|_| asked.get()).map(|problem| problem.message.clone())
        })
    })
}

/// The lines of the problem summary.
pub fn summary(problems: Memo<Vec<FieldProblem>>, asked: RwSignal<bool>) -> Signal<Vec<Problem>> {
    Signal::derive(move || {
        let shown = asked.get();
        let errors = problems.get().into_iter().filter(|problem| !problem.warning && shown);
        errors.map(|problem| Problem { field: Some(problem.field.to_owned()), message: problem.message }).collect()
    })
}

/// The fields.
#[component]
pub fn PoolFields(
    state: PoolFormState,
    problems: Memo<Vec<FieldProblem>>,
    /// Whether the pool exists: then its type is fixed.
    existing: bool,
) -> impl IntoView {
    let PoolFormState { draft, limit, asked } = state;
    let wrong = move |field| at(problems, asked, field);
    let text = move |read: fn(&Draft) -> &String| Signal::derive(move || draft.with(|draft| read(draft).clone()));
    let kind = Memo::new(move |_| draft.with(|draft| draft.host_pool_type.clone()));
    let pooled = move || kind.with(|kind| matches!(kind, None | Some(HostPoolType::Pooled)));
    let word = |word: Option<&str>| word.unwrap_or_default().to_owned();
    view! {
        <fieldset class="card stack">
            <legend>"Names"</legend>
            <Field id="friendlyName".to_owned() label="Friendly name" help="Shown to people instead of the name.".to_owned() error=wrong("friendlyName")>
                <TextInput value=text(|draft| &draft.friendly_name) on_input=move |value| draft.update(|draft| draft.friendly_name = value) />
            </Field>
            <Field id="description".to_owned() label="Description" error=wrong("description")>
                <TextArea value=text(|draft| &draft.description) on_input=move |value| draft.update(|draft| draft.description = value) rows=3 />
            </Field>
        </fieldset>
        <fieldset class="card stack">
            <legend>"Type and load balancing"</legend>
            {if existing {
                let fixed = kind.get_untracked().map_or_else(|| "Not known".to_owned(), |kind| kind.to_string());
                view! {
                    <Field label="Host pool type" help="Fixed when a pool is created.".to_owned() required=true>
                        <TextInput value=fixed on_input=|_| () read_only=true />
                    </Field>
                }
                    .into_any()
            } else {
                view! { <TypeChoice draft=draft error=wrong("hostPoolType") /> }.into_any()
            }}
            <Field id="loadBalancerType".to_owned() label="Load balancer" error=wrong("loadBalancerType") required=true>
                <Select
                    value=Signal::derive(move || draft.with(|draft| word(draft.load_balancer_type.as_ref().map(LoadBalancerType::as_str))))
                    on_change=move |value: String| draft.update(|draft| draft.load_balancer_type = Some(LoadBalancerType::parse(&value)))
                    choices=Signal::derive(move || balancers(pooled(), draft.with(|draft| draft.load_balancer_type.clone())))
                />
            </Field>
            <Show when=move || !pooled()>
                <Field id="personalDesktopAssignmentType".to_owned() label="Assignment" error=wrong("personalDesktopAssignmentType") required=true>
                    <Select
                        value=Signal::derive(move || {
                            draft.with(|draft| word(draft.personal_desktop_assignment_type.as_ref().map(PersonalDesktopAssignmentType::as_str)))
                        })
                        on_change=move |value: String| {
                            draft.update(|draft| draft.personal_desktop_assignment_type = Some(PersonalDesktopAssignmentType::parse(&value)));
                        }
                        choices=vec![
                            Choice::new("", "Choose"),
                            Choice::new("Automatic", "Automatic: at the first connection"),
                            Choice::new("Direct", "Direct: by an administrator"),
                        ]
                    />
                </Field>
            </Show>
            <Field
                id="maxSessionLimit".to_owned()
                label="Session limit"
                help="Sessions each session host takes. 999999 stands for no limit.".to_owned()
                error=wrong("maxSessionLimit")
            >
                <NumberInput value=limit on_input=move |value| limit.set(value) min=1 unit="sessions".to_owned() />
            </Field>
            <Field id="preferredAppGroupType".to_owned() label="Preferred application group" error=wrong("preferredAppGroupType") required=true>
                <Select
                    value=Signal::derive(move || draft.with(|draft| word(draft.preferred_app_group_type.as_ref().map(PreferredAppGroupType::as_str))))
                    on_change=move |value: String| draft.update(|draft| draft.preferred_app_group_type = Some(PreferredAppGroupType::parse(&value)))
                    choices=vec![
                        Choice::new("Desktop", "Desktop"),
                        Choice::new("RailApplications", "RemoteApp (RailApplications)"),
                        Choice::new("None", "None"),
                    ]
                />
            </Field>
        </fieldset>
    }
}

/// The type of a pool that does not exist yet. Choosing it chooses a load balancer that fits.
#[component]
fn TypeChoice(draft: RwSignal<Draft>, #[prop(into)] error: Signal<Option<String>>) -> impl IntoView {
    let choose = move |value: String| {
        draft.update(|draft| {
            let kind = HostPoolType::parse(&value);
            let pooled = kind == HostPoolType::Pooled;
            draft.load_balancer_type = Some(if pooled { LoadBalancerType::BreadthFirst } else { LoadBalancerType::Persistent });
            draft.personal_desktop_assignment_type = match kind {
                HostPoolType::ByoDesktop => Some(PersonalDesktopAssignmentType::Direct),
                HostPoolType::Personal => Some(PersonalDesktopAssignmentType::Automatic),
                HostPoolType::Pooled | HostPoolType::Other(_) => None,
            };
            draft.host_pool_type = Some(kind);
        });
    };
    let choices = vec![
        Choice::new("Pooled", "Pooled").with_help("Users share session hosts."),
        Choice::new("Personal", "Personal").with_help("Each user keeps a session host."),
        Choice::new("BYODesktop", "BYODesktop").with_help("Users assign their own machines; assignment is Direct."),
    ];
    let value = Signal::derive(move || {
        draft.with(|draft| draft.host_pool_type.as_ref().map(|kind| kind.as_str().to_owned()).unwrap_or_default())
    });
    view! { <RadioGroup id="hostPoolType".to_owned() label="Host pool type" value=value on_change=choose choices=choices error=error /> }
}

/// The load balancers that fit the type; one that is set and does not fit stays visible.
fn balancers(pooled: bool, now: Option<LoadBalancerType>) -> Vec<Choice> {
    let fitting: &[(&str, &str)] = if pooled {
        &[
            ("BreadthFirst", "Breadth-first: spread over session hosts"),
            ("DepthFirst", "Depth-first: fill one session host after the other"),
        ]
    } else {
        &[
            ("Persistent", "Persistent: always the assigned session host"),
            ("MultiplePersistent", "Multiple persistent: several desktops a user"),
        ]
    };
    let mut choices: Vec<Choice> = fitting.iter().map(|(value, label)| Choice::new(*value, *label)).collect();
    match now {
        Some(now) if !fitting.iter().any(|(value, _)| *value == now.as_str()) => {
            choices.push(Choice::new(now.as_str(), now.as_str()));
        }
        Some(_) => {}
        None => choices.insert(0, Choice::new("", "Choose")),
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_load_balancer_that_is_set_stays_visible() {
        let values = |pooled, now| balancers(pooled, now).into_iter().map(|choice| choice.value).collect::<Vec<_>>();
        assert_eq!(values(true, None), ["", "BreadthFirst", "DepthFirst"]);
        assert_eq!(values(false, Some(LoadBalancerType::Persistent)), ["Persistent", "MultiplePersistent"]);
        let unknown = Some(LoadBalancerType::Other("Sideways".to_owned()));
        assert_eq!(values(true, unknown), ["BreadthFirst", "DepthFirst", "Sideways"]);
    }

    #[test]
    fn a_limit_that_is_no_number_is_told() {
        let owner = Owner::new();
        owner.set();
        let state = PoolFormState::new(Draft { max_session_limit: Some(8), ..Draft::default() });
        assert_eq!(state.read().0.max_session_limit, Some(8));
        state.limit.set("many".to_owned());
        let (draft, wrong) = state.read();
        assert_eq!((draft.max_session_limit, wrong.map(|wrong| wrong.field)), (None, Some("maxSessionLimit")));
        state.limit.set(String::new());
        assert!(state.read().1.is_none());
    }
}
