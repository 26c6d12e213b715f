use kplaces_domain::{GroupName, PlaceRef};
use kplaces_export::{Export, ExportContext, Exporter, PointWriter, Spool, Tally};
use kplaces_store::Filter;
use kplaces_text::Language;

use crate::{App, AppError, Search};

/// Which places to export, and how.
#[derive(Clone, Debug, Default)]
pub struct ExportRequest {
    /// The profile: what the files are for.
    pub profile: String,
    /// Which places: all of [`Search`] but its order, which is by key where `near` is not given.
    pub search: Search,
    /// Which group counts where only one can: before these come the wanted groups themselves.
    pub group_order: Vec<GroupName>,
    /// Whether each group gets a file of its own.
    pub split: bool,
    /// What people read who open the files.
    pub language: Language,
}

/// What an export wrote.
#[derive(Clone, Debug, Default)]
pub struct Exported {
    /// Of all files together: what was written and what was not.
    pub tally: Tally,
    /// How many places were looked at.
    pub places: u64,
    /// How many are on this device besides that the edition does not show, nor export.
    pub beyond_limit: u64,
    /// The files, in the order they were written.
    pub files: Vec<ExportedFile>,
}

/// One file of an export.
#[derive(Clone, Debug)]
pub struct ExportedFile {
    /// Whose it is, where each group has its own; `None` also for places of no group.
    pub group: Option<GroupName>,
    /// How many places are in it.
    pub written: u64,
}

/// Opens the file of a group, or the only file. It is told what the file is about.
pub type Open<'a> = &'a mut (
            dyn FnMut(
    Option<&GroupName>,
    &ExportContext,
) -> Result<Box<dyn PointWriter + Send>, AppError>
                + Send
        );

impl App {
    /// The profile of this name.
    pub fn exporter(&self, profile: &str) -> Result<Exporter, AppError> {
        let exporters = self.exporters();
        let found = exporters.find(profile).copied();
        found.ok_or_else(|| AppError::UnknownProfile {
            name: profile.to_owned(),
            known: exporters.iter().map(|exporter| exporter.id).collect(),
        })
    }

    /// Writes places in the format of a profile.
    ///
    /// Memory does not grow with their number, unless `near` is given: the nearest are sorted. Where
    /// places have to come group by group, they go through a temporary file.
    pub async fn export(
        &self,
        request: &ExportRequest,
        open: Open<'_>,
    ) -> Result<Exported, AppError> {
        let profile = self.exporter(&request.profile)?;
        let groups = self.known_groups(&request.search.groups).await?;
        let provenance = self.store.state().await?.provenance;
        let order = self.group_order(&request.group_order).await?;
        let context = ExportContext {
            group_order: [groups.clone(), order].concat(),
            as_of: provenance.map(|provenance| provenance.as_of),
            title: "3Kplaces".to_owned(),
            group_per_file: request.split,
            language: request.language,
        };
        let search = Search {
            groups,
            ..request.search.clone()
        };
        let mut exported = Exported {
            beyond_limit: self.shown().beyond_limit().await?,
            ..Exported::default()
        };
        if request.split {
            let mut spool = Spool::default();
            self.visit(&search, |place| {
                exported.places += 1;
                let group = place.groups.winner(&context.group_order);
                Ok(spool.push(group, place)?)
            })
            .await?;
            exported.write_groups(spool, profile, &context, open)?;
        } else {
            let mut export = begin(profile, &context, None, open)?;
            self.visit(&search, |place| {
                exported.places += 1;
                Ok(export.place(place)?)
            })
            .await?;
            exported.add(None, export)?;
        }
        Ok(exported)
    }

    async fn visit(
        &self,
        search: &Search,
        visit: impl FnMut(PlaceRef<'_>) -> Result<(), AppError>,
    ) -> Result<(), AppError> {
        if search.near.is_some() || search.limit.is_some() || search.text.is_some() {
            let found = self.search(search).await?;
            let mut places = found.hits.iter().map(|hit| hit.place.as_ref());
            return places.try_for_each(visit);
        }
        let filter = Filter {
            groups: search.groups.clone(),
            colour: search.colour.clone(),
            ..Filter::default()
        };
        self.each_shown(&filter, visit).await?;
        Ok(())
    }
}

fn begin(
    exporter: Exporter,
    context: &ExportContext,
    group: Option<&GroupName>,
    open: Open<'_>,
) -> Result<Export, AppError> {
    let title = group.map_or(context.title.as_str(), GroupName::as_str);
    let context = ExportContext {
        title: title.to_owned(),
        ..context.clone()
    };
    Export::begin(exporter, context, |context| open(group, context))
}

impl Exported {
    fn write_groups(
        &mut self,
        spool: Spool,
        exporter: Exporter,
        context: &ExportContext,
        open: Open<'_>,
    ) -> Result<(), AppError> {
        let mut current: Option<(Option<GroupName>, Export)> = None;
        let mut spooled = spool.drain();
        while let Some((group, place)) = spooled.next()? {
            if let Some((of, export)) = current.take_if(|(of, _)| of.as_ref() != group) {
                self.add(of, export)?;
            }
            let export = match &mut current {
                Some((_, export)) => export,
                none => {
                    let export = begin(exporter, context, group, open)?;
                    &mut none.insert((group.cloned(), export)).1
                }
            };
            export.place(place)?;
        }
        match current {
            Some((of, export)) => self.add(of, export),
            None => Ok(()),
        }
    }

    fn add(&mut self, group: Option<GroupName>, export: Export) -> Result<(), AppError> {
        let tally = export.finish()?;
        let written = tally.written;
        self.files.push(ExportedFile { group, written });
        self.tally.merge(tally);
        Ok(())
    }
}
