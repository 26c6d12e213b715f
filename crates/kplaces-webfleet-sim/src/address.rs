/// One address, with the fields of the service's SOAP schema. `None` is a missing value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named as the schema names them")]
pub struct Address {
    /// Text, never a number: `007` and `A` are numbers too.
    pub number: String,
    pub uid: Option<String>,
    pub name1: String,
    pub name2: Option<String>,
    pub name3: Option<String>,
    pub street: Option<String>,
    pub zip: Option<String>,
    pub city: Option<String>,
    /// Two letters.
    pub country: Option<String>,
    pub region: Option<String>,
    pub contact: Option<String>,
    pub phone_business: Option<String>,
    pub phone_mobile: Option<String>,
    pub phone_personal: Option<String>,
    pub fax: Option<String>,
    pub mail: Option<String>,
    pub info: Option<String>,
    /// The free text about the location.
    pub description: Option<String>,
    /// Micro-degrees, negative in the west.
    pub longitude: Option<i64>,
    /// Micro-degrees, negative in the south.
    pub latitude: Option<i64>,
    /// Metres.
    pub radius: Option<i64>,
    pub visible: Option<bool>,
    pub colour: Option<String>,
    pub mapcode: Option<String>,
    /// Names of the groups the address is in; they do not show in the address report.
    /// One the account does not list shows in the membership report, without a uid.
    pub groups: Vec<String>,
}
