-- An invented population: one view per file, named <system>_<entity>; all about a person or a touch follows from a number.
-- The variables `touchpoints` and `people` say how many. Rows with `is_new` come a day after all others.
-- One person in ten has a tenth of all touches and more, and whoever is interested asks for demos, has deals and buys:
-- what is fitted (scorecard, attribution, purchases) finds something to fit.

-- What is dealt to a number, as a whole number and from 0 up to 1. DuckDB's hash of two values would not do: it joins
-- their hashes by an exclusive or, so that whatever is dealt to one number would hang together.
create macro hashed(number, what) as hash(xor(hash(number), hash(what)));
create macro dealt(number, what) as (hashed(number, what) >> 11) / 9007199254740992;
create macro between_days(least_days, most_days, share) as
    to_seconds(cast(86400 * (least_days + (most_days - least_days) * share) as bigint));
create macro picked(choices, number, what) as choices[cast(hashed(number, what) % len(choices) as bigint) + 1];

-- Two years of history, and the day after.
create macro begins_at() as timestamp '2024-01-01';
create macro ends_at() as timestamp '2026-01-01';
create macro new_day_ends_at() as timestamp '2026-01-02';
create macro people() as cast(getvariable('people') as bigint);
create macro touchpoints() as cast(getvariable('touchpoints') as bigint);

-- People from 0 are known; as many again only ever browse, until a hundredth of them is known on the new day.
create macro newcomers() as people() // 100;
create macro company(person) as cast(hashed(person, 'company') % (people() // 8 + 1) as bigint);
create macro address(person) as case
    when dealt(person, 'office') < 0.01 then 'info@company' || company(person) || '.io'
    when dealt(person, 'free mail') < 0.2 then 'person' || person || '@gmail.com'
    else 'Person.' || person || '@Company' || company(person) || '.io'
end;
create macro joined_at(person) as begins_at() + between_days(0, 725, dealt(person, 'joined'));
-- How long somebody stays: exponential with a mean of ninety days, to the end of history at most.
create macro seconds_active(person) as least(
    -7776000 * ln(1 - dealt(person, 'active')), epoch(ends_at()) - epoch(joined_at(person)) - 1
);
create macro moment_of(person, share) as joined_at(person) + to_seconds(cast(seconds_active(person) * share as bigint));
create macro interest(person) as dealt(person, 'interest');
create macro favourite_channel(person) as cast(hashed(person, 'channel') % 8 as int);
create macro is_in_crm(person) as dealt(person, 'crm') < 0.6;
create macro is_in_mail(person) as dealt(person, 'mail') < 0.5;
create macro browser(person, number) as 'v' || person || '-' || hashed(number, 'device') % 2;
create macro has_deal(person) as dealt(person, 'deal') < 0.02 + interest(person) ** 2 * (favourite_channel(person) + 4) / 40;
create macro deal_opened_at(person) as moment_of(person, 0.4 + 0.4 * dealt(person, 'opened'));
create macro deal_closed_at(person) as deal_opened_at(person) + between_days(10, 100, dealt(person, 'closed'));
create macro is_won(person) as dealt(person, 'won') < 0.15 + 0.4 * interest(person);
create macro deal_amount(person) as cast(1000 + 50000 * dealt(person, 'amount') ** 3 as decimal(18, 2));

create view dealt_touches as
with numbers as (

    select
        number,
        number >= touchpoints() as is_new,
        dealt(number, 'way') as way,
        -- The power makes few people touch us often and most of them seldom.
        case
            when dealt(number, 'way') < 0.15 then people() + cast(floor(people() * dealt(number, 'who')) as bigint)
            else cast(floor(people() * dealt(number, 'who') ** 1.5) as bigint)
        end as person

    from range(touchpoints() + touchpoints() // 100) as numbers (number)

),

-- Of the new day's touches every fifth is an old one that comes late, by up to thirty days.
touches as (

    select
        *,
        case
            when not is_new then moment_of(person, dealt(number, 'moment'))
            when number % 5 = 0 then ends_at() - between_days(0, 30, dealt(number, 'late'))
            else ends_at() + between_days(0, 1, dealt(number, 'moment'))
        end as occurred_at,
        case
            when dealt(number, 'faithful') < 0.5 then favourite_channel(person)
            else cast(hashed(number, 'channel') % 8 as int)
        end as channel

    from numbers

)

select
    *,
    ['google', 'linkedin', 'newsletter', 'facebook', 'display-network'][channel + 1] as utm_source,
    ['cpc', 'paid-social', 'email', 'social', 'display'][channel + 1] as utm_medium,
    case channel when 5 then 'https://www.google.com/' when 6 then 'https://partner.example/page' end as referrer,
    case when channel < 5 then 'campaign-' || (channel * 20 + hashed(number, 'campaign') % 20) end as campaign_id,
    case
        when is_new and number % 5 = 0 then ends_at() + between_days(0, 1, dealt(number, 'received'))
        when dealt(number, 'delayed') < 0.1 then least(
            occurred_at + between_days(0, 2, dealt(number, 'received')), case when is_new then new_day_ends_at() else ends_at() end
        )
    end as received_at

from touches;

-- A tracker that sends every two hundredth event twice.
create view web_touchpoints as
with visits as (

    select
        't' || number as touchpoint_id,
        browser(person, number) as visitor_id,
        case when way >= 0.6 then address(person) end as email,
        case
            when way >= 0.6 then 'form_submit'
            when dealt(number, 'type') < 0.005 + 0.04 * interest(person) then 'demo_request'
            when dealt(number, 'type') < 0.03 + 0.1 * interest(person) then 'pricing_view'
            when dealt(number, 'type') < 0.06 + 0.2 * interest(person) then 'content_download'
            else 'page_view'
        end as touchpoint_type,
        'https://www.company.io/page/' || hashed(number, 'page') % 1000 as url,
        referrer,
        utm_source,
        utm_medium,
        campaign_id as utm_campaign,
        picked(['analytics', 'archive', 'billing'], number, 'page') as product_line,
        case when dealt(number, 'robot') < 0.02 then 'Googlebot/2.1' else 'Mozilla/5.0 Gecko/' || hashed(person, 'agent') % 50 end
            as user_agent,
        occurred_at,
        received_at,
        is_new,
        number

    from dealt_touches
    where way < 0.65

)

select * exclude (number) from visits
union all
select * exclude (number) from visits where number % 200 = 0;

create view mail_touchpoints as
select
    't' || number as touchpoint_id,
    address(person) as email,
    case
        when dealt(number, 'type') < 0.7 then 'email_open' when dealt(number, 'type') < 0.995 then 'email_click'
        else 'email_unsubscribe'
    end as touchpoint_type,
    'mailing-' || hashed(number, 'content') % 100 as content,
    'campaign-' || (40 + hashed(number, 'campaign') % 20) as campaign_id,
    occurred_at,
    received_at,
    is_new
from dealt_touches
where way >= 0.65 and way < 0.95;

create view crm_touchpoints as
select
    't' || number as touchpoint_id,
    'L' || person as lead_id,
    picked(['event_attended', 'webinar_attended', 'phone_inbound', 'chat'], number, 'type') as touchpoint_type,
    occurred_at,
    received_at,
    is_new
from dealt_touches
where way >= 0.95;

create view known_people as
select
    number as person,
    number >= people() as is_new,
    case when number < people() then moment_of(number, 0.3) else ends_at() + between_days(0, 1, dealt(number, 'new')) end
        as created_at,
    'First' || number % 5000 as first_name,
    'Last' || number % 70000 as last_name,
    case when dealt(number, 'has address') < 0.95 then address(number) end as email,
    case when dealt(number, 'known browser') < 0.33 then 'v' || number || '-0' end as visitor_id
from range(people() + newcomers()) as numbers (number);

-- A record as it was made, and as it was last changed.
create view crm_leads as
select
    'L' || person as lead_id,
    email,
    first_name,
    last_name,
    '+1 555 ' || person as phone,
    picked(['Chief Executive Officer', 'Director of Marketing', 'Sales Manager', 'Engineer', 'Student'], person, 'title')
        as job_title,
    'Company ' || company(person) as company,
    picked(['software', 'manufacturing', 'retail', 'healthcare'], company(person), 'industry') as industry,
    cast(5 + 3000 * dealt(company(person), 'size') ** 4 as int) as employee_count,
    picked(['United States', 'Germany', 'France', 'India'], person, 'country') as country,
    picked(['Website', 'Trade Show', 'Referral', null], person, 'source') as lead_source,
    case version
        when 0 then 'New'
        when 1 then ['Contacted', 'Qualified', 'Nurture', 'Disqualified'][1 + cast(floor(
            4 * (1 - interest(person)) * dealt(person, 'status')
        ) as int)]
    end as status,
    'owner-' || hashed(person, 'owner') % 40 as owner_id,
    visitor_id,
    'A' || company(person) as account_id,
    created_at,
    case version
        when 0 then created_at
        when 1 then greatest(moment_of(person, 0.3 + 0.6 * dealt(person, 'changed')), created_at + interval 1 hour)
    end as updated_at,
    is_new
from known_people
cross join range(2) as versions (version)
where
    is_in_crm(person)
    and (version = 0 or (not is_new and dealt(person, 'touched by sales') < 0.5));

create view mail_leads as
select
    'M' || person as lead_id,
    email,
    first_name,
    last_name,
    visitor_id,
    created_at + interval 10 minute as created_at,
    is_new
from known_people
where is_in_mail(person) and created_at + interval 10 minute < new_day_ends_at();

-- The mail system names the CRM's record for some; on the new day a thousandth of all records is merged into another.
create view mail_record_links as
select
    'M' || person as record_id,
    'crm' as linked_system,
    'L' || person as linked_record_id,
    'crm_id' as match_rule,
    created_at + interval 1 hour as linked_at,
    is_new
from known_people
where is_in_mail(person) and is_in_crm(person) and dealt(person, 'linked') < 0.5 and not is_new;

create view crm_record_links as
select
    'L' || person as record_id,
    'crm' as linked_system,
    'L' || cast(hashed(person, 'merged into') % people() as bigint) as linked_record_id,
    'merged_record' as match_rule,
    case when person % 4 = 0 then ends_at() + between_days(0, 1, dealt(person, 'merged')) else moment_of(person, 0.9) end
        as linked_at,
    person % 4 = 0 as is_new
from known_people
where is_in_crm(person) and dealt(person, 'merges') < 0.01 and known_people.is_new = false;

create view crm_accounts as
select
    'A' || number as account_id,
    'Company ' || number as name,
    'company' || number || '.io' as domain,
    picked(['software', 'manufacturing', 'retail', 'healthcare'], number, 'industry') as industry,
    cast(5 + 3000 * dealt(number, 'size') ** 4 as int) as employee_count,
    picked(['United States', 'Germany', 'France', 'India'], number, 'country') as country,
    begins_at() as created_at,
    false as is_new
from range(people() // 8 + 1) as numbers (number);

-- Deals that close on the new day are told again, as won or lost.
create view told_deals as
select
    person,
    deal_opened_at(person) as created_at,
    case when deal_closed_at(person) < told_until.moment then deal_closed_at(person) end as closed_at,
    is_won(person) as is_won,
    told_until.is_new
from known_people
cross join (values (ends_at(), false), (new_day_ends_at(), true)) as told_until (moment, is_new)
where
    has_deal(person) and is_in_crm(person) and not known_people.is_new
    and (
        not told_until.is_new
        or (deal_closed_at(person) >= ends_at() and deal_closed_at(person) < new_day_ends_at())
    );

create view crm_opportunities as
select
    'D' || person as opportunity_id,
    'L' || person as lead_id,
    'A' || company(person) as account_id,
    deal_amount(person) as amount,
    case when closed_at is null then 'Proposal' when is_won then 'Closed Won' else 'Closed Lost' end as stage,
    closed_at is not null as is_closed,
    closed_at is not null and is_won as is_won,
    picked(['analytics', 'archive', 'billing'], person, 'product') as product_line,
    'owner-' || hashed(person, 'owner') % 40 as owner_id,
    created_at,
    closed_at,
    cast(deal_closed_at(person) as date) as expected_close_on,
    coalesce(closed_at, created_at) as updated_at,
    is_new
from told_deals;

create view crm_opportunity_stage_changes as
select
    'D' || person as opportunity_id,
    case when stages.share = 1 and not is_won then 'Closed Lost' else stages.stage end as stage,
    deal_amount(person) as amount,
    created_at + to_seconds(cast(stages.share * (epoch(deal_closed_at(person)) - epoch(created_at)) as bigint))
        as changed_at,
    is_new
from told_deals
cross join (values ('Qualification', 0), ('Proposal', 0.4), ('Negotiation', 0.7), ('Closed Won', 1)) as stages (stage, share)
where
    case when is_new then stages.share = 1 else created_at < ends_at() end
    and changed_at < case when is_new then new_day_ends_at() else ends_at() end;

create view crm_activities as
select
    'E' || number as activity_id,
    'L' || person as lead_id,
    picked(['call', 'call', 'meeting', 'email'], number, 'type') as activity_type,
    case hashed(number, 'type') % 4
        when 2 then picked(['meeting held', 'no show', 'qualified'], number, 'outcome')
        when 3 then 'sent'
        else picked(['connected', 'no answer', 'not interested', 'left voicemail'], number, 'outcome')
    end as outcome,
    'owner-' || hashed(person, 'owner') % 40 as owner_id,
    case
        when number < touchpoints() // 20 then moment_of(person, 0.3 + 0.7 * dealt(number, 'moment'))
        else ends_at() + between_days(0, 1, dealt(number, 'moment'))
    end as occurred_at,
    number >= touchpoints() // 20 as is_new
from (
    select
        number,
        cast(hashed(number, 'who is called') % people() as bigint) as person
    from range(touchpoints() // 20 + touchpoints() // 2000) as numbers (number)
) as calls
where is_in_crm(person) and interest(person) > 0.4;

create view crm_campaigns as
select
    'campaign-' || number as campaign_id,
    'Campaign ' || number as name,
    ['Search', 'Social', 'Email', 'Social', 'Display'][number // 20 + 1] as campaign_type,
    'active' as status,
    10000 as budget,
    date '2024-01-01' + cast(number * 7 as int) as starts_on,
    false as is_new
from range(100) as numbers (number);

create view crm_campaign_members as
select
    'B' || number as campaign_member_id,
    'campaign-' || (40 + hashed(number, 'campaign') % 20) as campaign_id,
    'L' || person as lead_id,
    case when responds then 'Responded' else 'Sent' end as status,
    joined_at as created_at,
    case when responds then joined_at + between_days(0, 5, dealt(number, 'answered')) end as responded_at,
    false as is_new
from (
    select
        number,
        cast(hashed(number, 'who is asked') % people() as bigint) as person,
        dealt(number, 'answer') < 0.3 * interest(person) as responds,
        moment_of(person, 0.3 + 0.6 * dealt(number, 'asked')) as joined_at
    from range(touchpoints() // 40) as numbers (number)
) as members
where is_in_crm(person) and joined_at < ends_at() - interval 6 day;

-- Each campaign runs for ninety days, one after the other.
create view ads_ad_spend as
select
    cast(begins_at() as date) + cast(campaign * 7 + day as int) as spend_on,
    ['google', 'linkedin', 'mailer', 'facebook', 'display-network'][campaign // 20 + 1] as platform,
    'campaign-' || campaign as campaign_id,
    ['google', 'linkedin', 'newsletter', 'facebook', 'display-network'][campaign // 20 + 1] as utm_source,
    ['cpc', 'paid-social', 'email', 'social', 'display'][campaign // 20 + 1] as utm_medium,
    cast(20 + 200 * dealt(day, 'cost' || campaign) as decimal(18, 2)) as cost,
    case when campaign % 10 = 0 then 'EUR' else 'USD' end as currency,
    1000 + hashed(day, 'impressions' || campaign) % 10000 as impressions,
    hashed(day, 'clicks' || campaign) % 500 as clicks,
    spend_on >= cast(ends_at() as date) as is_new
from range(100) as campaigns (campaign)
cross join range(90) as days (day)
where spend_on <= cast(ends_at() as date);

-- A quarter of all people buys: at rates and for a time that are exponential across them, as purchase models suppose.
create view buyers as
select
    person,
    -ln(1 - dealt(person, 'rate')) / 60 as orders_a_day,
    least(-ln(1 - dealt(person, 'stays')) * 300, date_diff('day', created_at, ends_at())) as days_active,
    20 - 60 * ln(1 - dealt(person, 'purse')) as usual_amount,
    created_at as bought_first_at
from known_people
where dealt(person, 'buyer') < 0.15 + 0.2 * interest(person) and not is_new;

create view dealt_orders as
select
    'O' || person || '-' || order_number as order_id,
    person,
    order_number,
    cast(null as varchar) as opportunity_id,
    case when hashed(order_number, 'status' || person) % 25 = 0 then 'cancelled' else 'completed' end as status,
    cast(usual_amount * (0.5 + dealt(order_number, 'amount' || person)) as decimal(18, 2)) as amount,
    bought_first_at + between_days(0, days_active, case when order_number = 0 then 0 else dealt(order_number, 'ordered' || person) end)
        as ordered_at,
    false as is_new
from (
    select
        *,
        unnest(range(cast(1 + least(orders_a_day * days_active + dealt(person, 'rounding'), 60) as bigint))) as order_number
    from buyers
) as orders
union all
-- On the new day one in five hundred buys again.
select
    'O' || person || '-new',
    person,
    -1,
    null,
    'completed',
    cast(usual_amount as decimal(18, 2)),
    ends_at() + between_days(0, 1, dealt(person, 'orders again')),
    true
from buyers
where dealt(person, 'again') < 0.002
union all
select
    'O' || person || '-deal',
    person,
    -1,
    'D' || person,
    'completed',
    deal_amount(person),
    closed_at,
    is_new
from told_deals
where is_won and closed_at is not null and dealt(person, 'billed') < 0.6;

create view crm_orders as
select
    order_id,
    cast(null as varchar) as refunds_order_id,
    address(person) as email,
    opportunity_id,
    status,
    amount,
    cast(amount * 0.6 as decimal(18, 2)) as cost,
    case when hashed(person, 'currency') % 10 = 0 then 'EUR' else 'USD' end as currency,
    ordered_at,
    is_new
from dealt_orders
union all
select
    'R' || order_id,
    order_id,
    address(person),
    null,
    'completed',
    -amount,
    -cast(amount * 0.6 as decimal(18, 2)),
    case when hashed(person, 'currency') % 10 = 0 then 'EUR' else 'USD' end,
    ordered_at + interval 3 day,
    is_new
from dealt_orders
where
    hashed(order_id, 'refund') % 33 = 0 and status = 'completed' and opportunity_id is null
    and ordered_at + interval 3 day < ends_at();

-- Half of all orders tell their lines: two of them, which sum up to the order.
create view crm_order_lines as
select
    order_id,
    line_id,
    picked(['analytics', 'archive', 'billing'], order_id, 'line' || line_id) as product_line,
    1 as quantity,
    case line_id when 1 then cast(amount * 0.3 as decimal(18, 2)) else amount - cast(amount * 0.3 as decimal(18, 2)) end
        as amount,
    cast(amount * 0.3 as decimal(18, 2)) as cost,
    case when hashed(person, 'currency') % 10 = 0 then 'EUR' else 'USD' end as currency,
    is_new
from dealt_orders
cross join (values (1), (2)) as lines (line_id)
where hashed(order_id, 'lines') % 2 = 0;

create view crm_consents as
select
    'C' || person as consent_id,
    'L' || person as lead_id,
    dealt(person, 'agrees') < 0.7 as is_granted,
    moment_of(person, 0.5) as changed_at,
    false as is_new
from known_people
where is_in_crm(person) and dealt(person, 'was asked') < 0.1 and not known_people.is_new and moment_of(person, 0.5) >= created_at;
