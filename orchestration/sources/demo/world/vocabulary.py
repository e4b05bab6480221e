"""The words of the invented world. Its addresses lie under names reserved for examples: no mail reaches anybody."""

from __future__ import annotations

from dataclasses import dataclass

# Four where people are sold to (`crm` is a small one that comes as files), and two that send the mail of the first.
SYSTEMS = ("salesforce", "hubspot", "zoho", "crm", "marketo", "pardot")


@dataclass(frozen=True)
class Channel:
    """Where people come from.

    `quality` 0 to 2 brings keener people; `traces` are what a tracker notes: utm_source, utm_medium, referrer.
    """

    name: str
    weight: int
    quality: int
    lead_source: str
    traces: tuple[tuple[str | None, str | None, str | None], ...]
    # What a click (for offline channels: a contact) costs, in cents.
    click_cost: int = 0
    is_offline: bool = False

    @property
    def source_and_medium(self) -> tuple[str | None, str | None]:
        source, medium, _ = self.traces[0]
        return source, medium


CHANNELS = (
    Channel(
        "organic_search",
        20,
        2,
        "Organic Search",
        ((None, None, "https://www.google.com/"), (None, None, "https://www.bing.com/")),
    ),
    Channel(
        "paid_search", 16, 1, "Paid Search", (("google", "cpc", "https://www.google.com/"), ("bing", "cpc", None)), 420
    ),
    Channel(
        "paid_social", 12, 0, "Paid Social", (("linkedin", "paid_social", None), ("facebook", "paid_social", None)), 550
    ),
    Channel("organic_social", 6, 0, "Social Media", ((None, None, "https://www.linkedin.com/"),)),
    Channel("display", 4, 0, "Display Ads", (("google", "display", None),), 300),
    Channel("email", 5, 1, "Email", (("newsletter", "email", None),)),
    Channel("referral", 6, 2, "Referral", ((None, "referral", "https://blog.trade-insider.example/"),)),
    Channel("partner", 4, 2, "Partner", (("northwind-partner", "partner", None),)),
    Channel("direct", 8, 1, "Direct Traffic", ((None, None, None),)),
    Channel("content", 4, 1, "Content", (("ebook", "content", None),)),
    Channel("review_site", 3, 2, "Review Site", (("g2", "review", "https://www.g2.com/"),)),
    Channel("affiliate", 2, 0, "Affiliate", (("bestdeals", "affiliate", None),), 700),
    Channel("wechat", 0, 1, "WeChat", (("wechat", "social", None),), 120),
    Channel("weibo", 0, 0, "Weibo", (("weibo", "social", None),)),
    Channel("douyin", 0, 0, "Douyin", (("douyin", "video", None),), 80),
    Channel("events", 4, 2, "Trade Show", (("tradeshow", "event", None),), 40_000, is_offline=True),
    Channel(
        "purchased_list", 5, 0, "Purchased List", (("list-broker", "purchased_list", None),), 2_500, is_offline=True
    ),
)
# What is read in China instead.
IN_CHINA = {"paid_social": "wechat", "organic_social": "weibo", "display": "douyin"}
# What brings people back: the channel they first came through (position 0) or one of these.
RETURN_CHANNELS = ("direct", "email", "organic_search", "display")
RETURN_WEIGHTS = (40, 22, 18, 14, 6)

# Campaign name, channel, type. The name is what links carry as utm_campaign.
CAMPAIGNS = (
    ("brand-search", "paid_search", "Paid Search"),
    ("competitor-search", "paid_search", "Paid Search"),
    ("paid-social-directors", "paid_social", "Paid Social"),
    ("paid-social-lookalike", "paid_social", "Paid Social"),
    ("display-retargeting", "display", "Display"),
    ("monthly-newsletter", "email", "Email"),
    ("partner-cobrand", "partner", "Partner"),
    ("buyers-guide-ebook", "content", "Content"),
    ("affiliate-deals", "affiliate", "Affiliate"),
    ("wechat-accounts", "wechat", "Social"),
    ("douyin-clips", "douyin", "Social"),
    ("hannover-trade-show", "events", "Trade Show"),
    ("list-purchase-spring", "purchased_list", "List Import"),
)
# Somebody typed one of them wrongly into a part of the links.
UTM_SLIP = {"paid-social-directors": "paid-social-directros"}
NEWSLETTER = next(number for number, (name, _, _) in enumerate(CAMPAIGNS) if name == "monthly-newsletter")
# HubSpot knows these sources and no others.
ANALYTICS_SOURCES = {
    "organic_search": "ORGANIC_SEARCH",
    "paid_search": "PAID_SEARCH",
    "paid_social": "PAID_SOCIAL",
    "organic_social": "SOCIAL_MEDIA",
    "email": "EMAIL_MARKETING",
    "referral": "REFERRALS",
    "review_site": "REFERRALS",
    "direct": "DIRECT_TRAFFIC",
    "events": "OFFLINE",
    "purchased_list": "OFFLINE",
}
# What is spent where no advertising platform reports it.
PLATFORMS = {
    "affiliate": "affiliate_network",
    "wechat": "wechat_ads",
    "douyin": "douyin_ads",
    "events": "event_agency",
    "purchased_list": "list_broker",
}

COMPANY_FIRST = [
    "Harbor",
    "Nordstern",
    "Bluepeak",
    "Andina",
    "Silverleaf",
    "Copperfield",
    "Meridian",
    "Kestrel",
    "Lumen",
    "Brightwater",
    "Orchid",
    "Granite",
    "Atlas",
    "Juniper",
]
COMPANY_SECOND = [
    "Foods",
    "Logistics",
    "Systems",
    "Textiles",
    "Energy",
    "Clinics",
    "Robotics",
    "Retail",
    "Packaging",
    "Instruments",
    "Media",
    "Finance",
]
INDUSTRIES = (
    "Manufacturing",
    "Retail",
    "Software",
    "Healthcare",
    "Financial Services",
    "Logistics",
    "Education",
    "Media",
)
FREE_MAIL = "freemail.example"
SHARED_MAILBOXES = ("info", "sales", "office", "contact")
# A fake lead's mail, and the names typed with it; `{}` is a number.
FAKES = (
    ("test{}@test.example", "Test", "Test"),
    ("asdf{}@asdf.example", "asdf", "asdf"),
    ("someone{}@throwaway.example", "Mickey", "Mouse"),
    ("test@example.com", "test", "test"),
    ("qwerty{}@example.invalid", "qwerty", "qwerty"),
)

PRODUCT_LINES = ("starter", "platform", "analytics")
PAGES = {
    "page_view": ("/", "/products", "/customers", "/about", "/blog/procurement-in-2026"),
    "pricing_view": ("/pricing",),
    "content_download": ("/resources/buyers-guide", "/resources/roi-workbook"),
    "webinar_attended": ("/webinars/live-tour",),
    "form_submit": ("/contact",),
    "demo_request": ("/demo",),
    "trial_started": ("/trial",),
    "chat": ("/chat",),
    "cart_add": ("/shop/cart",),
    "social_engagement": ("/blog/procurement-in-2026",),
}
WEB_TYPES = tuple(PAGES)
# What a tracker that writes everything into one table calls them, and what forms are called.
EVENT_NAMES = {
    "page_view": "page_view",
    "pricing_view": "page_view",
    "content_download": "file_download",
    "webinar_attended": "webinar_attended",
    "form_submit": "form_submit",
    "demo_request": "demo_request",
    "trial_started": "trial started",
    "chat": "chat",
    "cart_add": "add_to_cart",
    "social_engagement": "share",
}
FORM_NAMES = {"form_submit": "Contact us", "demo_request": "Book a demo"}
# How often each of WEB_TYPES happens in a session, by keenness of the person (0 curious … 3 urgent).
WEB_WEIGHTS = (
    (86, 2, 4, 1, 0, 0, 0, 1, 1, 5),
    (72, 8, 8, 3, 1, 0, 1, 2, 2, 3),
    (55, 19, 9, 4, 2, 2, 2, 3, 3, 1),
    (42, 27, 8, 3, 3, 7, 4, 3, 2, 1),
)
# The touch by which somebody leaves an address, by keenness.
IDENTIFYING_TYPES = ("form_submit", "content_download", "webinar_attended", "chat", "trial_started", "demo_request")
IDENTIFYING_WEIGHTS = ((45, 40, 10, 5, 0, 0), (40, 34, 12, 8, 4, 2), (36, 20, 10, 10, 10, 14), (24, 8, 6, 10, 16, 36))

BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0",
)
CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
MAIL_READER = "Mozilla/5.0 (Windows NT 10.0) Outlook/16.0"
PICTURE_PROXY = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
MAIL_SCANNER = "Barracuda Sentinel (EE)"
