/// The actions the stand-in carries out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// `showAddressReportExtern`: one row per address.
    Addresses,
    /// `showAddressGroupReportExtern`: one row per group, empty ones too.
    Groups,
    /// `showAddressGroupAddressReportExtern`: one row per pair of an address and its group.
    Members,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 3] = [Self::Addresses, Self::Groups, Self::Members];

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Addresses => "showAddressReportExtern",
            Self::Groups => "showAddressGroupReportExtern",
            Self::Members => "showAddressGroupAddressReportExtern",
        }
    }

    /// The action of this exact name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}
