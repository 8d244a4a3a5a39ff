//! What deletes application groups: this console does not, but a pool can only go after them
//! (Learn, `Remove-AzWvdApplicationGroup`, `az desktopvirtualization applicationgroup delete`).

use arm::ResourceId;

use super::quote::{posix, powershell};
use super::{CLI_LINKS, Code, POWERSHELL_LINKS};

/// A command for each group, in PowerShell and for the Azure CLI. What is no resource id is left out.
pub fn delete_application_groups(ids: &[String]) -> [Code; 2] {
    let groups: Vec<(ResourceId, String, String)> = ids
        .iter()
        .filter_map(|id| ResourceId::parse(id).ok())
        .filter_map(|id| Some((id.clone(), id.resource_group()?.to_owned(), id.subscription()?.to_owned())))
        .collect();
    let cmdlets = groups.iter().map(|(id, group, subscription)| {
        let (name, group, subscription) = (powershell(id.name()), powershell(group), powershell(subscription));
        format!("Remove-AzWvdApplicationGroup -SubscriptionId {subscription} -ResourceGroupName {group} -Name {name}")
    });
    let commands = groups.iter().map(|(id, group, subscription)| {
        let (name, group, subscription) = (posix(id.name()), posix(group), posix(subscription));
        format!("az desktopvirtualization applicationgroup delete --subscription {subscription} --resource-group {group} --name {name} --yes")
    });
    let code = |label, language, lines: Vec<String>, note: &str, links| Code {
        label,
        language,
        text: lines.join("\n"),
        note: Some(note.to_owned()),
        links,
    };
    [
        code("PowerShell", "powershell", cmdlets.collect(), "Requires the Az.DesktopVirtualization module.", POWERSHELL_LINKS),
        code(
            "Azure CLI",
            "bash",
            commands.collect(),
            "Requires the desktopvirtualization extension. For a POSIX shell such as Bash.",
            CLI_LINKS,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_a_group() {
        let id = |name: &str| {
            format!("/subscriptions/s/resourcegroups/rg'1/providers/Microsoft.DesktopVirtualization/applicationGroups/{name}")
        };
        let [powershell, cli] = delete_application_groups(&[id("one"), "nonsense".to_owned(), id("two")]);
        assert_eq!(
            powershell.text,
            "Remove-AzWvdApplicationGroup -SubscriptionId 's' -ResourceGroupName 'rg''1' -Name 'one'\n\
             Remove-AzWvdApplicationGroup -SubscriptionId 's' -ResourceGroupName 'rg''1' -Name 'two'"
        );
        assert_eq!(cli.text.lines().count(), 2);
        assert!(cli.text.contains(r"--resource-group 'rg'\''1' --name 'one' --yes"));
    }
}
