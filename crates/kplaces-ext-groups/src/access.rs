use std::ops::ControlFlow;

use async_trait::async_trait;
use kplaces_app::{GroupAccess, Narrowing, UnknownGroups};
use kplaces_domain::GroupName;
use kplaces_webfleet::{Client, Error, Transfer};

use crate::filter::GroupFilter;

/// The group features over WEBFLEET.
#[derive(Debug)]
pub(crate) struct Groups;

#[async_trait]
impl GroupAccess for Groups {
    async fn group_list(&self, client: &Client) -> Result<(Vec<GroupName>, Transfer), Error> {
        let received = client
            .groups(Vec::new, |names: &mut Vec<GroupName>, row| {
                if !row.name.is_empty() {
                    names.push(GroupName::from(row.name));
                }
                ControlFlow::Continue(())
            })
            .await?;
        let mut names = received.collected;
        names.sort();
        names.dedup();
        Ok((names, received.transfer))
    }

    fn narrow(
        &self,
        wanted: &[GroupName],
        list: &[GroupName],
    ) -> Result<Box<dyn Narrowing>, UnknownGroups> {
        Ok(Box::new(GroupFilter::new(wanted, list)?))
    }
}
