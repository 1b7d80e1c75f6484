#[derive(Debug, Default, clap::Args)]
pub(crate) struct UpArgs {}
