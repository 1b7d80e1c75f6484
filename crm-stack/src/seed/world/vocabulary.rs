//! Words that made-up companies and people are put together from.

/// Where a lead or deal comes from; each organization has a lead source of that key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Website,
    Referral,
    Event,
    Advertising,
    Outbound,
    Partner,
}

impl Source {
    pub(crate) const ALL: [Self; 6] =
        [Self::Website, Self::Referral, Self::Event, Self::Advertising, Self::Outbound, Self::Partner];

    /// `crm.lead_sources.key`
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Website => "website",
            Self::Referral => "referral",
            Self::Event => "event",
            Self::Advertising => "advertising",
            Self::Outbound => "outbound",
            Self::Partner => "partner",
        }
    }
}

/// A company's line of business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Industry {
    Software,
    Manufacturing,
    Retail,
    Healthcare,
    Finance,
    Logistics,
    Education,
}

impl Industry {
    pub(crate) const ALL: [Self; 7] = [
        Self::Software,
        Self::Manufacturing,
        Self::Retail,
        Self::Healthcare,
        Self::Finance,
        Self::Logistics,
        Self::Education,
    ];

    /// `crm.accounts.industry`
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Software => "Software",
            Self::Manufacturing => "Manufacturing",
            Self::Retail => "Retail",
            Self::Healthcare => "Healthcare",
            Self::Finance => "Finance",
            Self::Logistics => "Logistics",
            Self::Education => "Education",
        }
    }
}

/// A person's place in a company, readable from the job title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seniority {
    Staff,
    Manager,
    Director,
    Executive,
}

impl Seniority {
    #[cfg(test)]
    pub(crate) const ALL: [Self; 4] = [Self::Staff, Self::Manager, Self::Director, Self::Executive];

    /// Job titles of this rank.
    pub(crate) fn titles(self) -> &'static [&'static str] {
        match self {
            Self::Staff => &["Analyst", "Engineer", "Buyer", "Assistant", "Specialist", "Consultant"],
            Self::Manager => &[
                "Purchasing Manager",
                "IT Manager",
                "Operations Manager",
                "Product Manager",
                "Plant Manager",
            ],
            Self::Director => {
                &["Director of IT", "Director of Operations", "Sales Director", "Director of Purchasing"]
            }
            Self::Executive => &["CEO", "CTO", "CFO", "COO", "Chief Information Officer"],
        }
    }
}

pub(crate) const FIRST_NAMES: [&str; 48] = [
    "Ada", "Amara", "Anders", "Anna", "Arjun", "Beatriz", "Camille", "Carlos", "Chen", "Clara", "Daniel",
    "Diana", "Elena", "Emma", "Erik", "Fatima", "Felix", "Grace", "Hanna", "Hiro", "Ines", "Isaac", "Ivan",
    "Jonas", "Julia", "Kofi", "Lara", "Leila", "Liam", "Lucia", "Maja", "Marco", "Maria", "Mateo", "Mina",
    "Nadia", "Noah", "Olga", "Oscar", "Priya", "Rosa", "Samuel", "Sofia", "Tariq", "Tomas", "Vera", "Will",
    "Yuki",
];

pub(crate) const LAST_NAMES: [&str; 56] = [
    "Abbott",
    "Adeyemi",
    "Andersson",
    "Bauer",
    "Becker",
    "Bianchi",
    "Brown",
    "Castro",
    "Chen",
    "Costa",
    "Dubois",
    "Eriksen",
    "Evans",
    "Fernandez",
    "Fischer",
    "Garcia",
    "Gupta",
    "Haddad",
    "Hansen",
    "Hoffmann",
    "Ito",
    "Jansen",
    "Johnson",
    "Kim",
    "Kowalski",
    "Laurent",
    "Lee",
    "Lopez",
    "Martin",
    "Mbeki",
    "Meyer",
    "Miller",
    "Moreau",
    "Nguyen",
    "Novak",
    "O'Brien",
    "Okafor",
    "Olsen",
    "Papadopoulos",
    "Patel",
    "Petrov",
    "Ricci",
    "Rossi",
    "Santos",
    "Sato",
    "Schmidt",
    "Silva",
    "Singh",
    "Smith",
    "Svensson",
    "Tanaka",
    "Torres",
    "Wagner",
    "Walker",
    "Wang",
    "Weber",
];

pub(crate) const COMPANY_STEMS: [&str; 40] = [
    "Alder",
    "Amber",
    "Arc",
    "Beacon",
    "Birch",
    "Blue Harbor",
    "Bright",
    "Cedar",
    "Cobalt",
    "Copper",
    "Crest",
    "Delta",
    "Eagle",
    "Elm",
    "Falcon",
    "Fern",
    "Granite",
    "Harbor",
    "Hawthorn",
    "Helix",
    "Iris",
    "Juniper",
    "Keystone",
    "Lakeside",
    "Lumen",
    "Maple",
    "Meridian",
    "Nimbus",
    "North",
    "Oak",
    "Orchid",
    "Pine",
    "Quartz",
    "River",
    "Sable",
    "Silver",
    "Summit",
    "Terra",
    "Willow",
    "Zephyr",
];

/// Second words of company names, by industry in the order of `Industry::ALL`.
pub(crate) const COMPANY_TRADES: [[&str; 4]; 7] = [
    ["Software", "Systems", "Data", "Cloud"],
    ["Works", "Industries", "Tools", "Components"],
    ["Stores", "Market", "Outfitters", "Goods"],
    ["Health", "Clinics", "Medical", "Care"],
    ["Capital", "Insurance", "Bank", "Advisors"],
    ["Freight", "Logistics", "Shipping", "Transport"],
    ["Academy", "Learning", "College", "Institute"],
];

pub(crate) const COMPANY_FORMS: [&str; 6] = ["Inc", "Ltd", "GmbH", "Group", "Partners", "AG"];

/// City, country (ISO 3166), national prefix, and the digits of a landline's area.
pub(crate) const PLACES: [(&str, &str, &str, &str); 10] = [
    ("New York", "US", "1", "212"),
    ("Chicago", "US", "1", "312"),
    ("Austin", "US", "1", "512"),
    ("Toronto", "CA", "1", "416"),
    ("London", "GB", "44", "20"),
    ("Berlin", "DE", "49", "30"),
    ("Vienna", "AT", "43", "1"),
    ("Paris", "FR", "33", "1"),
    ("Madrid", "ES", "34", "91"),
    ("Stockholm", "SE", "46", "8"),
];

/// What is sold: SKU, name, family, list price in units of the currency.
pub(crate) const PRODUCTS: [(&str, &str, &str, u32); 8] = [
    ("sensor-kit", "Sensor Kit", "Hardware", 480),
    ("gateway", "Edge Gateway", "Hardware", 1_950),
    ("controller", "Line Controller", "Hardware", 7_400),
    ("platform-team", "Platform, Team", "Subscription", 3_600),
    ("platform-business", "Platform, Business", "Subscription", 12_000),
    ("platform-enterprise", "Platform, Enterprise", "Subscription", 38_000),
    ("onboarding", "Onboarding", "Service", 2_500),
    ("training", "Training Day", "Service", 1_200),
];

pub(crate) const NEXT_STEPS: [&str; 8] = [
    "Send the revised proposal",
    "Call the purchasing department",
    "Arrange a demo with the engineers",
    "Wait for the budget round",
    "Meet the board",
    "Answer the security questionnaire",
    "Agree on the start date",
    "Visit the plant",
];

pub(crate) const NOTES: [&str; 8] = [
    "They compare us with two other vendors and decide by the end of the quarter.",
    "The budget is approved; legal wants to see the contract first.",
    "Met at the trade fair. They run an old system that is no longer maintained.",
    "The new operations lead knows us from a former employer.",
    "They asked for references from companies of their size.",
    "Integration with their warehouse system is the main question.",
    "Price is not the issue; they fear the change for their staff.",
    "Roll-out would start with one site, the others follow.",
];

pub(crate) const CALL_SUBJECTS: [&str; 4] =
    ["Discovery call", "Follow-up call", "Questions on the offer", "Pricing call"];
pub(crate) const MEETING_SUBJECTS: [&str; 4] =
    ["Demo", "Workshop on requirements", "Proposal review", "Site visit"];
pub(crate) const EMAIL_SUBJECTS: [&str; 4] =
    ["Introduction", "Your proposal", "Minutes of our meeting", "Answers to your questions"];
pub(crate) const TASK_SUBJECTS: [&str; 4] =
    ["Prepare the offer", "Check the references", "Send the contract", "Plan the next meeting"];
