//! What the console says: badges, banners, progress, empty and waiting states, properties, code.

use leptos::prelude::*;

use crate::components::{
    Badge, Banner, Button, CodeBlock, EmptyState, Glyph, KeyValue, KeyValueList, Look, NoValue, ProgressBar, Skeleton, Spinner,
    Toasts, Tone,
};

const REQUEST: &str =
    "POST /subscriptions/…/hostPools/hp-weu-engineering/sessionHostManagements/default/initiateSessionHostUpdate
{
  \"scheduledDateTime\": \"2026-11-22T22:00:00\",
  \"scheduledDateTimeZone\": \"W. Europe Standard Time\",
  \"update\": {
    \"maxVmsRemoved\": 2,
    \"deleteOriginalVm\": true
  }
}";

#[component]
pub(super) fn Feedback() -> impl IntoView {
    let badges = [Tone::Neutral, Tone::Info, Tone::Success, Tone::Warning, Tone::Danger];
    let words = ["Scheduled", "Running", "Succeeded", "Expires soon", "Failed"];
    view! {
        <section class="section">
            <div class="section-head">
                <h2>"Feedback"</h2>
                <div class="btn-row">
                    {badges.into_iter().zip(words).map(|(tone, text)| view! { <Badge tone text /> }).collect_view()}
                </div>
            </div>
            <Banner tone=Tone::Info title="Shown from an earlier reading">"The service answered 503; it is asked again in 20 seconds."</Banner>
            <Banner tone=Tone::Success title="12 session hosts are up to date" on_dismiss=|()| () />
            <Banner tone=Tone::Warning title="The registration token expires in 40 minutes">
                "Hosts that are not registered by then need a new one."
            </Banner>
            <Banner
                tone=Tone::Danger
                title="The update failed on avd-eng-4"
                actions=|| view! { <Button small=true glyph=Glyph::Retry>"Retry"</Button><Button small=true>"Show the error"</Button> }
            >
                "The image could not be found in West Europe. Replicate the image version to the region, then retry."
            </Banner>
        </section>
        <div class="columns">
            <section class="section card">
                <h2>"Run"</h2>
                <ProgressBar label="Session hosts updated" value=0.48 note="12 of 25" />
                <ProgressBar label="Batch 3" value=None note="removing 2 machines" />
                <ProgressBar label="Failed" value=1.0 tone=Tone::Danger note="1 host" />
                <Spinner label="Reading the status" />
                <Buttons />
            </section>
            <section class="section card">
                <h2>"Properties"</h2>
                <KeyValueList>
                    <KeyValue label="Type">"Pooled"</KeyValue>
                    <KeyValue label="Load balancing">"Breadth-first, at most 12 sessions a host"</KeyValue>
                    <KeyValue label="Token">
                        <Badge plain=true tone=Tone::Warning glyph=Some(Glyph::Clock) text="Expires 15:20" />
                    </KeyValue>
                    <KeyValue label="Description">
                        <NoValue />
                    </KeyValue>
                    <KeyValue label="Application groups">
                        <a href="#ag">"ag-weu-engineering-desktop"</a>
                    </KeyValue>
                </KeyValueList>
            </section>
            <section class="section card">
                <Skeleton lines=5 />
            </section>
            <section class="section card">
                <EmptyState
                    glyph=Glyph::Pool
                    title="No host pools yet"
                    text="You can read three subscriptions and none of them has a host pool."
                    actions=|| view! { <Button look=Look::Primary glyph=Glyph::Plus>"Create a pool"</Button> }
                />
            </section>
        </div>
        <CodeBlock label="HTTP request" text=REQUEST />
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let toasts = Toasts::expect();
    view! {
        <div class="btn-row">
            <Button look=Look::Primary busy=true>"Starting"</Button>
            <Button on_press=move |()| toasts.info("Nothing to do")>"Info"</Button>
            <Button look=Look::Subtle on_press=move |()| toasts.error("The service refused the change: quota exceeded in West Europe")>
                "Error"
            </Button>
            <Button look=Look::Danger glyph=Glyph::Bin>"Delete"</Button>
            <Button look=Look::Primary disabled_reason="Choose a day first">"Schedule"</Button>
        </div>
    }
}
