//! What is left of `cargo xtask campaign` where there is no FUSE of Linux.

use anyhow::bail;

use crate::options::CampaignOptions;

pub fn campaign(_: &CampaignOptions) -> anyhow::Result<()> {
    bail!("media fail with the means of Linux")
}
