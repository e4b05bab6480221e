-- What `leadhouse bench` measures itself against: the same answers about the same files, written by hand for them alone.
-- No contract, no quarantine, no history of loads, no test, no audit; rules of sources that these files don't have are
-- left out. tests/benchmarks/test_floor.py holds its answers to the marts'. Each step begins with a line `-- step: <name>`.

-- step: read
create table touch_rows as
select 'web' as source_system, null as lead_id, null as content, utm_campaign as campaign_id, * exclude (utm_campaign)
from read_csv(getvariable('inbox') || '/web_touchpoints/*.csv', header = true, auto_detect = false, columns = {
    touchpoint_id: 'varchar', visitor_id: 'varchar', email: 'varchar', touchpoint_type: 'varchar', url: 'varchar',
    referrer: 'varchar', utm_source: 'varchar', utm_medium: 'varchar', utm_campaign: 'varchar', product_line: 'varchar',
    user_agent: 'varchar', occurred_at: 'timestamp', received_at: 'timestamp'
})
union all by name
select 'mail' as source_system, *
from read_csv(getvariable('inbox') || '/mail_touchpoints/*.csv', header = true, auto_detect = false, columns = {
    touchpoint_id: 'varchar', email: 'varchar', touchpoint_type: 'varchar', content: 'varchar', campaign_id: 'varchar',
    occurred_at: 'timestamp', received_at: 'timestamp'
})
union all by name
select 'crm' as source_system, *
from read_csv(getvariable('inbox') || '/crm_touchpoints/*.csv', header = true, auto_detect = false, columns = {
    touchpoint_id: 'varchar', lead_id: 'varchar', touchpoint_type: 'varchar', occurred_at: 'timestamp',
    received_at: 'timestamp'
});
create table lead_versions as
select 'crm' as source_system, *
from read_csv(getvariable('inbox') || '/crm_leads/*.csv', header = true, auto_detect = false, columns = {
    lead_id: 'varchar', email: 'varchar', first_name: 'varchar', last_name: 'varchar', phone: 'varchar',
    job_title: 'varchar', company: 'varchar', industry: 'varchar', employee_count: 'int', country: 'varchar',
    lead_source: 'varchar', status: 'varchar', owner_id: 'varchar', visitor_id: 'varchar', account_id: 'varchar',
    created_at: 'timestamp', updated_at: 'timestamp'
})
union all by name
select 'mail' as source_system, *
from read_csv(getvariable('inbox') || '/mail_leads/*.csv', header = true, auto_detect = false, columns = {
    lead_id: 'varchar', email: 'varchar', first_name: 'varchar', last_name: 'varchar', visitor_id: 'varchar',
    created_at: 'timestamp'
});
create table record_links as
select filename like '%/mail_record_links/%' as is_of_mail, * exclude (filename)
from read_csv(getvariable('inbox') || '/*_record_links/*.csv', header = true, auto_detect = false, filename = true, columns = {
    record_id: 'varchar', linked_system: 'varchar', linked_record_id: 'varchar', match_rule: 'varchar',
    linked_at: 'timestamp'
});
create table accounts as
from read_csv(getvariable('inbox') || '/crm_accounts/*.csv', header = true, auto_detect = false, columns = {
    account_id: 'varchar', name: 'varchar', domain: 'varchar', industry: 'varchar', employee_count: 'int',
    country: 'varchar', created_at: 'timestamp'
});
create table opportunity_versions as
from read_csv(getvariable('inbox') || '/crm_opportunities/*.csv', header = true, auto_detect = false, columns = {
    opportunity_id: 'varchar', lead_id: 'varchar', account_id: 'varchar', amount: 'decimal(18, 2)', stage: 'varchar',
    is_closed: 'boolean', is_won: 'boolean', product_line: 'varchar', owner_id: 'varchar', created_at: 'timestamp',
    closed_at: 'timestamp', expected_close_on: 'date', updated_at: 'timestamp'
});
create table activities as
from read_csv(getvariable('inbox') || '/crm_activities/*.csv', header = true, auto_detect = false, columns = {
    activity_id: 'varchar', lead_id: 'varchar', activity_type: 'varchar', outcome: 'varchar', owner_id: 'varchar',
    occurred_at: 'timestamp'
});
create table campaigns as
from read_csv(getvariable('inbox') || '/crm_campaigns/*.csv', header = true, auto_detect = false, columns = {
    campaign_id: 'varchar', name: 'varchar', campaign_type: 'varchar', status: 'varchar', budget: 'decimal(18, 2)',
    starts_on: 'date'
});
create table campaign_members as
from read_csv(getvariable('inbox') || '/crm_campaign_members/*.csv', header = true, auto_detect = false, columns = {
    campaign_member_id: 'varchar', campaign_id: 'varchar', lead_id: 'varchar', status: 'varchar',
    created_at: 'timestamp', responded_at: 'timestamp'
});
create table ad_spend as
from read_csv(getvariable('inbox') || '/ads_ad_spend/*.csv', header = true, auto_detect = false, columns = {
    spend_on: 'date', platform: 'varchar', campaign_id: 'varchar', utm_source: 'varchar', utm_medium: 'varchar',
    cost: 'decimal(18, 2)', currency: 'varchar', impressions: 'bigint', clicks: 'bigint'
});
create table order_rows as
from read_csv(getvariable('inbox') || '/crm_orders/*.csv', header = true, auto_detect = false, columns = {
    order_id: 'varchar', refunds_order_id: 'varchar', email: 'varchar', opportunity_id: 'varchar', status: 'varchar',
    amount: 'decimal(18, 2)', cost: 'decimal(18, 2)', currency: 'varchar', ordered_at: 'timestamp'
});
create table order_lines as
from read_csv(getvariable('inbox') || '/crm_order_lines/*.csv', header = true, auto_detect = false, columns = {
    order_id: 'varchar', line_id: 'varchar', product_line: 'varchar', quantity: 'decimal(18, 2)',
    amount: 'decimal(18, 2)', cost: 'decimal(18, 2)', currency: 'varchar'
});
create table consents as
from read_csv(getvariable('inbox') || '/crm_consents/*.csv', header = true, auto_detect = false, columns = {
    consent_id: 'varchar', lead_id: 'varchar', is_granted: 'boolean', changed_at: 'timestamp'
});

-- step: dedupe
create macro seed(path) as table from read_csv(getvariable('seeds') || '/' || path || '.csv', header = true);
-- An address and a browser as a number; an office's address is nobody's.
create table shared_names as select local_part from seed('identity/shared_mailboxes');
create macro mailbox_name(email) as split_part(split_part(email, '@', 1), '+', 1);
create macro mailbox(email) as case
    when split_part(email, '@', 2) = 'gmail.com' then replace(mailbox_name(email), '.', '') || '@gmail.com'
    else mailbox_name(email) || '@' || split_part(email, '@', 2)
end;
-- DuckDB's hash of nothing is a number too.
create macro node(name) as case when name is not null then hash(name) end;
create macro lead_node(source_system, lead_id) as node('lead|' || source_system || '|' || lead_id);
create macro visitor_node(visitor_id) as node('visitor|' || visitor_id);
create macro mailbox_node(email) as case
    when mailbox_name(email) not in (select local_part from shared_names) then node('mailbox|' || mailbox(email))
end;
create table touch_events as
select
    * exclude (email),
    row_number() over () as touch_id,
    lead_node(source_system, lead_id) as lead_node,
    lower(email) as email,
    mailbox_node(lower(email)) as mailbox_node,
    visitor_node(visitor_id) as visitor_node
from touch_rows
where
    greatest(occurred_at, received_at) <= getvariable('as_of')
    -- What is told again is told once more, and the same.
    and rowid not in (
        select max(rowid) from touch_rows group by source_system, touchpoint_id having count(*) > 1
    );
create table leads as
select *
from lead_versions
where coalesce(updated_at, created_at) <= getvariable('as_of')
qualify row_number() over (partition by source_system, lead_id order by updated_at desc) = 1;
create table opportunities as
select *
from opportunity_versions
qualify row_number() over (partition by opportunity_id order by updated_at desc) = 1;

-- step: identity
create table mentions as
select
    lead_node,
    mailbox_node(email) as mailbox_node,
    email,
    visitor_node(visitor_id) as visitor_node,
    min(seen_at) as seen_at
from (
    select lead_node(source_system, lead_id) as lead_node, email, visitor_id, min(least(occurred_at, received_at)) as seen_at
    from touch_events group by all
    union all
    select lead_node(source_system, lead_id), lower(email), visitor_id, created_at from leads
    union all
    select lead_node('crm', lead_id), null, null, min(seen_at)
    from (
        select lead_id, created_at as seen_at from opportunities
        union all
        select lead_id, occurred_at from activities where occurred_at <= getvariable('as_of')
        union all
        select lead_id, created_at from campaign_members
        union all
        select lead_id, changed_at from consents
    )
    group by all
    union all
    select null, lower(email), null, min(ordered_at) from order_rows group by all
)
group by all;
create table links as
select
    lead_node(case when is_of_mail then 'mail' else 'crm' end, record_id) as one_node,
    lead_node(linked_system, linked_record_id) as other_node
from record_links
where linked_at <= getvariable('as_of');
create table crowded_nodes as
select mailbox_node as node from mentions where mailbox_node is not null
group by all having count(distinct lead_node) > 10
union all
select visitor_node from mentions where visitor_node is not null
group by all having count(distinct lead_node) > 10 or count(distinct mailbox_node) > 1;
create table named_nodes as
select
    mentions.lead_node,
    case when mailbox_node not in (from crowded_nodes) then mailbox_node end as mailbox_node,
    case when visitor_node not in (from crowded_nodes) then visitor_node end as visitor_node,
    seen_at
from mentions
where
    coalesce(lead_node, mailbox_node) is not null
    or visitor_node in (select visitor_node from mentions where coalesce(lead_node, mailbox_node) is not null);
create table edges as
with named as (
    select lead_node as one_node, mailbox_node as other_node from named_nodes
    union all
    select coalesce(lead_node, mailbox_node), visitor_node from named_nodes
    union all
    from links
)
select distinct least(one_node, other_node) as one_node, greatest(one_node, other_node) as other_node
from named
where one_node <> other_node;
-- Connected components: everybody takes the least label of their neighbours, then that label's own. Six times reach
-- further than any component of these files; if not, it is told.
create table both_ways as
from edges
union all
select other_node, one_node from edges;
create macro nearer(labels) as table
with lowered as (
    select node, min(label) as label
    from (
        from query_table(labels)
        union all
        select other_node, label from query_table(labels) inner join both_ways on node = one_node
    )
    group by node
)
select lowered.node, followed.label from lowered inner join lowered as followed on lowered.label = followed.node;
create table labels_0 as select distinct one_node as node, one_node as label from both_ways;
create table labels_1 as from nearer('labels_0');
create table labels_2 as from nearer('labels_1');
create table labels_3 as from nearer('labels_2');
create table labels_4 as from nearer('labels_3');
create table labels_5 as from nearer('labels_4');
create table components as from nearer('labels_5');
select error('a component is larger than six rounds reach')
from edges
inner join components as one on one_node = one.node
inner join components as other on other_node = other.node
where one.label <> other.label;
create table node_people as
with nodes as (
    select lead_node as node from named_nodes where lead_node is not null
    union
    select mailbox_node from named_nodes where mailbox_node is not null
    union
    select one_node from links
    union
    select other_node from links
)
select node, coalesce(label, node) as person_id from nodes left join components using (node)
union all
select node, label from components
where node not in (from nodes) and label in (select label from components where node in (from nodes));
create table people_seen as
select person_id, min(seen_at) as first_seen_at
from named_nodes
inner join node_people on coalesce(lead_node, mailbox_node, visitor_node) = node
group by person_id;

-- step: people
create table titles as
select job_title, arg_min(seniority, (precedence, -length(keyword))) as seniority
from (select distinct job_title from leads where job_title is not null) as titles
inner join seed('reference/title_seniority')
    on contains(' ' || lower(job_title) || ' ', ' ' || keyword || ' ')
where seniority is not null
group by job_title;
create table lead_people as
select
    leads.*,
    person_id,
    seniority,
    coalesce(updated_at, created_at) as stated_at,
    case when email is not null then split_part(lower(email), '@', 2) end as email_domain
from leads
inner join node_people on lead_node(source_system, lead_id) = node
left join titles using (job_title);
create table stated_people as
select
    person_id,
    min(created_at) as lead_created_at,
    arg_max(email_domain, stated_at) filter (where email_domain is not null) as email_domain,
    arg_max(seniority, stated_at) filter (where seniority is not null) as seniority,
    arg_max(country, stated_at) filter (where country is not null) as country,
    arg_max(industry, stated_at) filter (where industry is not null) as industry,
    arg_max(employee_count, stated_at) filter (where employee_count is not null) as employee_count,
    arg_max(account_id, stated_at) filter (where account_id is not null) as account_id
from lead_people
group by person_id;
create table people as
select
    people_seen.person_id,
    lead_created_at,
    coalesce(lead_created_at, first_seen_at) as known_at,
    seniority,
    coalesce(stated_people.email_domain, node_domains.email_domain) as email_domain,
    coalesce(stated_people.email_domain, node_domains.email_domain, '')
        in (select domain from seed('identity/free_mail_domains')) as is_free_mail,
    coalesce(own.account_id, by_domain.account_id) as account_id,
    coalesce(stated_people.country, own.country, by_domain.country) as country,
    coalesce(stated_people.industry, own.industry, by_domain.industry) as industry,
    coalesce(stated_people.employee_count, own.employee_count, by_domain.employee_count) as employee_count
from people_seen
left join stated_people using (person_id)
left join (
    select person_id, min(split_part(email, '@', 2)) as email_domain
    from mentions
    inner join node_people on coalesce(lead_node, mailbox_node, visitor_node) = node
    where email is not null
    group by person_id
) as node_domains using (person_id)
left join accounts as own on stated_people.account_id = own.account_id
left join accounts as by_domain on coalesce(stated_people.email_domain, node_domains.email_domain) = by_domain.domain;

-- step: touches in order
create table touch_types as select touchpoint_type, is_touch, is_opt_out from seed('funnel/touchpoint_types');
create table personal_touches as
select
    touch_events.touch_id,
    touch_events.touchpoint_type,
    touch_events.occurred_at,
    touch_events.campaign_id,
    false as is_response,
    coalesce(by_name.person_id, by_browser.person_id) as person_id,
    coalesce(utm_source, '') as utm_source,
    coalesce(utm_medium, '') as utm_medium,
    coalesce(regexp_extract(lower(referrer), '^([a-z-]+://)?(www[.])?([^/:?#]+)', 3), '') as referrer_domain,
    coalesce(lower(campaign_type), '') as campaign_type,
    case when not is_touch then 'outbound' when lower(user_agent) like '%bot%' then 'bot' end as excluded_reason
from touch_events
left join node_people as by_name on coalesce(lead_node, mailbox_node) = by_name.node
left join node_people as by_browser on visitor_node = by_browser.node
left join campaigns using (campaign_id)
left join touch_types using (touchpoint_type);
insert into personal_touches
select
    (select max(touch_id) from personal_touches) + row_number() over (),
    touch_type_map.touchpoint_type,
    responded_at,
    campaign_id,
    true,
    person_id,
    '',
    '',
    '',
    lower(campaign_type),
    null
from campaign_members
inner join campaigns using (campaign_id)
inner join node_people on lead_node('crm', lead_id) = node
inner join (
    select value, touchpoint_type from seed('funnel/touchpoint_type_map')
    where source = 'campaign' and field = 'campaign_type' and touchpoint_type is not null
) as touch_type_map on lower(campaign_type) = touch_type_map.value
where responded_at <= getvariable('as_of');
create table covered_touches as
select distinct responses.touch_id
from personal_touches as responses
inner join personal_touches as touches
    on responses.person_id = touches.person_id and responses.campaign_id = touches.campaign_id
where
    responses.is_response and not touches.is_response and touches.excluded_reason is null
    and (
        responses.touchpoint_type = touches.touchpoint_type
        or abs(epoch(touches.occurred_at) - epoch(responses.occurred_at)) <= 24 * 3600
    );
create table channel_matches as
select combinations.*, arg_min(rules.channel, rule_order) as channel
from (
    select distinct utm_source, utm_medium, referrer_domain, touchpoint_type, campaign_type, '' as lead_source
    from personal_touches
    union
    select '', '', '', 'lead_source', '', lower(lead_source) from leads where lead_source is not null
    union
    select lower(utm_source), lower(utm_medium), '', 'ad_spend', '', '' from ad_spend
) as combinations
inner join seed('channel_roi/channel_rules') as rules
    on
        (rules.utm_source is null or nullif(combinations.utm_source, '') like rules.utm_source)
        and (rules.utm_medium is null or nullif(combinations.utm_medium, '') like rules.utm_medium)
        and (rules.referrer_domain is null or nullif(combinations.referrer_domain, '') like rules.referrer_domain)
        and (rules.touchpoint_type is null or combinations.touchpoint_type like rules.touchpoint_type)
        and (rules.campaign_type is null or nullif(combinations.campaign_type, '') like rules.campaign_type)
        and (rules.lead_source is null or nullif(combinations.lead_source, '') like rules.lead_source)
group by all;
create table counted_touches as
select
    touch_id, person_id, touchpoint_type, occurred_at, channel, campaign_id
from personal_touches
inner join channel_matches using (utm_source, utm_medium, referrer_domain, touchpoint_type, campaign_type)
where excluded_reason is null and person_id is not null and touch_id not in (from covered_touches);
insert into counted_touches
select
    -row_number() over (),
    person_id,
    'lead_source',
    created_at,
    channel,
    null
from (
    select * from lead_people where lead_source is not null
    qualify row_number() over (partition by person_id order by created_at, source_system, lead_id) = 1
) as first_records
inner join channel_matches
    on channel_matches.touchpoint_type = 'lead_source' and lower(first_records.lead_source) = channel_matches.lead_source
anti join (select person_id, min(occurred_at) as touched_at from counted_touches group by all) as touched
    on first_records.person_id = touched.person_id and touched_at <= first_records.created_at;
create table touches as
select
    *,
    row_number() over person_order as touch_number,
    lead(channel) over person_order as next_channel
from counted_touches
window person_order as (partition by person_id order by occurred_at, touch_id);

-- step: score ledger
create table rules as
select rules.*, half_life_days, max_points, min_points
from seed('lead_score/scoring_rules') as rules
inner join seed('lead_score/score_groups') as groups using (rule_set, rule_group)
where rule_set = 'b2b';
create table scored_touches as
select person_id, rule_id, rule_group, points, half_life_days, occurred_at, cast(occurred_at as date) as occurred_on
from (
    select person_id, touchpoint_type, occurred_at, touch_id from touches
    union all
    select person_id, touchpoint_type, occurred_at, touch_id from personal_touches
    inner join touch_types using (touchpoint_type)
    where is_opt_out and person_id is not null
) as events
inner join rules using (touchpoint_type)
qualify
    row_number() over (partition by person_id, rule_id, cast(occurred_at as date) order by occurred_at, touch_id)
    <= max_per_day;
create macro days_apart(earlier, later) as (epoch_us(later) - epoch_us(earlier)) / 86400000000.0;
create table event_days as
select
    person_id, rule_id, rule_group, occurred_on as event_on,
    max(occurred_at) as last_event_at,
    count(*) as event_count,
    sum(points * power(2, -days_apart(
        occurred_at, least(cast(occurred_on + 1 as timestamp), getvariable('as_of'))
    ) / half_life_days)) as points_that_day,
    sum(points * power(2, -days_apart(occurred_at, getvariable('as_of')) / half_life_days)) as decayed_points
from scored_touches
group by person_id, rule_id, rule_group, occurred_on;
create table attribute_points as
select person_id, rule_id, rule_group, points, cast(known_at as date) as starts_on
from people
cross join (select * from rules where attribute is not null) as rules
where case attribute
    when 'seniority' then contains('|' || value || '|', '|' || seniority || '|')
    when 'country' then contains('|' || lower(value) || '|', '|' || lower(country) || '|')
    when 'industry' then contains('|' || value || '|', '|' || lower(industry) || '|')
    when 'is_free_mail' then is_free_mail
    when 'employee_count' then employee_count >= cast(split_part(value, '|', 1) as int)
        and employee_count <= coalesce(try_cast(split_part(value, '|', 2) as int), employee_count)
end;
create table ledger as
with entries as (
    select person_id, rule_id, rule_group, event_on, decayed_points from event_days
    union all
    select person_id, rule_id, rule_group, starts_on, points from attribute_points
),
limited as (
    select
        entries.*,
        greatest(least(group_points, max_points), min_points) / nullif(group_points, 0) as share
    from (select *, sum(decayed_points) over (partition by person_id, rule_group) as group_points from entries) as entries
    inner join (select distinct rule_group, max_points, min_points from rules) as groups using (rule_group)
)
select
    person_id, rule_id, event_on, decayed_points,
    cast(round(decayed_points * coalesce(share, 1), 9) as decimal(18, 9)) as counted_points
from limited;
insert into ledger
select person_id, 'clip', cast(getvariable('as_of') as date), 0, greatest(least(total, 100), 0) - total
from (select person_id, sum(counted_points) as total from ledger group by person_id)
where total not between 0 and 100;

-- step: score history
create table dated_points as
select person_id, rule_group, score_on, sum(points) as points, max(last_event_at) as last_event_at
from (
    select person_id, rule_group, event_on as score_on, points_that_day as points, last_event_at from event_days
    union all
    select person_id, rule_group, starts_on, points, null from attribute_points
)
group by all;
create table group_days as
with person_days as (
    select distinct person_id, score_on
    from dated_points
    inner join people using (person_id)
    where score_on > cast(known_at as date)
    union
    select person_id, cast(known_at as date) from people
),
all_days as (
    select person_id, rule_group, score_on, sum(points) as points, max(last_event_at) as last_event_at
    from (
        from dated_points
        union all
        select person_id, rule_group, person_days.score_on, 0, null
        from person_days
        inner join (select person_id, rule_group, min(score_on) as first_on from dated_points group by all) as begun
            using (person_id)
        where person_days.score_on >= first_on
    )
    group by all
),
aged as (
    select
        all_days.*, max_points, min_points,
        least(cast(score_on + 1 as timestamp), getvariable('as_of')) as measured_at,
        coalesce(least(days_apart(
            min(least(cast(score_on + 1 as timestamp), getvariable('as_of'))) over (partition by person_id, rule_group),
            measured_at
        ) / half_life_days, 2000) - 1000, 0) as age,
        coalesce(least(days_apart(
            min(least(cast(score_on + 1 as timestamp), getvariable('as_of'))) over (partition by person_id, rule_group),
            cast(score_on as timestamp)
        ) / half_life_days, 2000) - 1000, 0) as age_before
    from all_days
    inner join (select distinct rule_group, half_life_days, max_points, min_points from rules) as groups using (rule_group)
)
select
    person_id, rule_group, score_on, last_event_at,
    greatest(least(sum(points * power(2, age)) over days * power(2, -age), max_points), min_points) as points_after,
    greatest(least(
        coalesce(sum(points * power(2, age)) over days_before, 0) * power(2, -age_before), max_points
    ), min_points) as points_before
from aged
window
    days as (partition by person_id, rule_group order by score_on rows unbounded preceding),
    days_before as (
        partition by person_id, rule_group order by score_on rows between unbounded preceding and 1 preceding
    );
create table history as
select
    person_id, score_on,
    greatest(any_value(known_at), coalesce(max(last_event_at), cast(score_on as timestamp))) as changed_at,
    greatest(least(sum(points_after), 100), 0) as lead_score,
    case
        when score_on = any_value(cast(known_at as date)) then 0 else greatest(least(sum(points_before), 100), 0)
    end as score_before,
    score_before < mql and lead_score >= mql as crossed_mql
from group_days
inner join people using (person_id)
cross join (select max(value) as mql from seed('lead_score/score_thresholds') where rule_set = 'b2b' and threshold = 'mql')
where score_on >= cast(known_at as date)
group by person_id, score_on, mql;

-- step: orders
create table rates as select currency, valid_from, valid_to, units_per_usd from seed('reference/fx_rates');
create table orders as
with parts as (
    select
        coalesce(refunded.order_id, headers.order_id) as order_id,
        coalesce(refunded.ordered_at, headers.ordered_at) as ordered_at,
        coalesce(headers.opportunity_id, refunded.opportunity_id) as opportunity_id,
        coalesce(refunded.email, headers.email) as email,
        headers.status = 'cancelled' or coalesce(refunded.status = 'cancelled', false) as is_cancelled,
        headers.refunds_order_id is not null as is_refund,
        coalesce(lines.amount, headers.amount) as amount,
        coalesce(lines.cost, headers.cost) as cost,
        headers.currency
    from order_rows as headers
    left join order_rows as refunded on headers.refunds_order_id = refunded.order_id
    left join order_lines as lines on headers.order_id = lines.order_id
    where headers.ordered_at <= getvariable('as_of')
)
select
    order_id,
    any_value(person_id) as person_id,
    any_value(ordered_at) as ordered_at,
    any_value(opportunity_id) as opportunity_id,
    bool_or(not is_cancelled and not is_refund) and sum(case when is_cancelled then 0 else amount end) > 0 as is_purchase,
    sum(case when is_cancelled then 0 else cast(round(amount / coalesce(units_per_usd, 1), 2) as decimal(18, 2)) end)
        as revenue,
    sum(case when is_cancelled then 0 else cast(round(cost / coalesce(units_per_usd, 1), 2) as decimal(18, 2)) end)
        as cost
from parts
left join rates
    on parts.currency = rates.currency and cast(ordered_at as date) between valid_from and valid_to
left join node_people on mailbox_node(lower(email)) = node
group by order_id;
create table deals as
select opportunities.*, person_id
from opportunities
left join node_people on lead_node('crm', lead_id) = node;
-- An order that names no deal belongs to the deal that its buyer won last before it.
create table deal_orders as
select orders.* exclude (opportunity_id), coalesce(orders.opportunity_id, deals.opportunity_id) as opportunity_id
from orders
asof left join (from deals where is_won) as deals
    on orders.person_id = deals.person_id and orders.ordered_at >= deals.closed_at;
create table purchases as
select
    'won' as conversion_kind, opportunity_id as purchase_id, deals.person_id, closed_at as purchased_at,
    -- Who is billed is the customer; where nobody is yet, the deal's account.
    coalesce(max(cast(deal_orders.person_id as varchar)), any_value(account_id)) as customer_id,
    coalesce(sum(revenue), any_value(amount)) as revenue,
    coalesce(sum(revenue - deal_orders.cost), any_value(amount)) as margin,
    true as is_purchase
from deals
left join deal_orders using (opportunity_id)
where is_won
group by all
union all
select
    'order', order_id, deal_orders.person_id, ordered_at, cast(deal_orders.person_id as varchar), revenue,
    revenue - deal_orders.cost, is_purchase
from deal_orders
left join deals using (opportunity_id)
where deals.is_won is distinct from true and (is_purchase or revenue <> 0 or revenue <> deal_orders.cost);

-- step: lifecycle
create table stages as select stage, stage_order, path_position from seed('lifecycle/lifecycle_stages');
create table status_words as
select field, value, stage from seed('lifecycle/crm_stage_map') where source_system is null and stage is not null;
create table evidence as
select
    person_id, occurred_at, stage, evidence, is_back, path_position,
    row_number() over (partition by person_id order by occurred_at, stage_order, evidence, evidence_id) as number
from (
    select person_id, known_at as occurred_at, 'lead' as stage, 'first_record' as evidence, '' as evidence_id, false as is_back
    from people
    union all
    select person_id, min(occurred_at), 'engaged', 'first_touch', '', false
    from touches inner join people using (person_id)
    where occurred_at > known_at
    group by person_id
    union all
    select person_id, changed_at, 'mql', 'score_crossing', '', false from history where crossed_mql
    union all
    select person_id, occurred_at, stage, evidence, record_id, coalesce(path_position < lag(path_position) over (
        partition by evidence, record_id, path_position is null order by occurred_at, stage_order
    ), false)
    from (
        select person_id, 'lead_status' as evidence, lead_id as record_id, lower(status) as value,
            coalesce(updated_at, lead_versions.created_at) as occurred_at
        from lead_versions
        inner join node_people on lead_node(source_system, lead_id) = node
        where status is not null
            and coalesce(updated_at, lead_versions.created_at) <= getvariable('as_of')
        union all
        select person_id, 'activity_outcome', activity_id, outcome, occurred_at
        from activities
        inner join node_people on lead_node('crm', lead_id) = node
        where occurred_at <= getvariable('as_of')
    ) as stated
    inner join status_words on evidence = field and status_words.value = lower(trim(stated.value))
    inner join stages using (stage)
    union all
    -- A deal lost beside an open one moves nobody.
    select person_id, occurred_at, stage, evidence, opportunity_id, false
    from (
        select *, sum(open_change) over (
            partition by person_id order by occurred_at, open_change desc, opportunity_id rows unbounded preceding
        ) as open_count
        from (
            select person_id, created_at as occurred_at, 'opportunity' as stage, 'opportunity_created' as evidence,
                opportunity_id, 1 as open_change
            from deals where person_id is not null
            union all
            select person_id, closed_at, case when is_won then 'customer' else 'lost' end,
                case when is_won then 'opportunity_won' else 'opportunity_lost' end, opportunity_id, -1
            from deals where person_id is not null and closed_at <= getvariable('as_of')
        )
    )
    where evidence <> 'opportunity_lost' or open_count = 0
    union all
    select person_id, min(ordered_at), 'customer', 'first_order', '', false
    from orders
    left join (select person_id, min(closed_at) as won_at from deals where is_won group by all) as wins using (person_id)
    where is_purchase and person_id is not null
    group by person_id
    having any_value(won_at) is null or min(ordered_at) < any_value(won_at)
    union all
    select person_id, min(ordered_at), 'advocate', 'repeat_order', '', false
    from (
        select *, min(ordered_at) over (partition by person_id) as first_ordered_at
        from orders where is_purchase and person_id is not null
    )
    where cast(ordered_at as date) - cast(first_ordered_at as date) >= 90
    group by person_id
)
inner join stages using (stage);
create table entries as
with so_far as (
    select *,
        max(case when evidence = 'opportunity_created' then number end) over earlier as last_opening,
        max(case when evidence in ('opportunity_won', 'first_order') then number end) over earlier as last_win
    from evidence
    window earlier as (partition by person_id order by number rows between unbounded preceding and 1 preceding)
),
losses as (
    select *,
        coalesce(max(case when evidence = 'opportunity_lost' then number end) over earlier, 0) as last_loss,
        coalesce(max(case
            when evidence in ('opportunity_created', 'opportunity_won', 'first_order', 'repeat_order') then number
        end) over earlier, 0) as last_deal
    from so_far
    where evidence <> 'opportunity_lost' or coalesce(last_win, 0) < coalesce(last_opening, 0)
    window earlier as (partition by person_id order by number rows between unbounded preceding and 1 preceding)
),
heard as (
    select *,
        evidence = 'opportunity_created'
        and greatest(coalesce(last_win, 0), last_loss) > coalesce(last_opening, 0) as opens_journey
    from losses
    where last_deal <= last_loss or evidence = 'opportunity_lost' or (path_position is not null and not is_back)
),
stretches as (
    select *,
        1 + count_if(opens_journey) over until_now as journey_number,
        count_if(path_position is null or is_back or opens_journey) over until_now as stretch_number
    from heard
    window until_now as (partition by person_id order by number rows unbounded preceding)
),
proven as (
    select * from stretches
    qualify
        evidence not in ('first_record', 'first_touch') or stretch_number = 0
        or bool_or(path_position is not null and evidence not in ('first_record', 'first_touch'))
            over (partition by person_id, stretch_number order by number)
),
furthest as (
    select *, max(path_position) over (
        partition by person_id, stretch_number order by number rows between unbounded preceding and 1 preceding
    ) as furthest_position
    from proven
),
moves as (
    select *, lag(stage) over (partition by person_id, journey_number order by number) as previous_stage
    from furthest
    where furthest_position is null or path_position > furthest_position
)
select
    person_id, number, journey_number, stage, path_position, evidence, occurred_at as entered_at,
    coalesce(
        lag(path_position) over (partition by person_id, journey_number, path_position is null order by number),
        case when journey_number = 1 then 0 else path_position end
    ) as left_position
from moves
where previous_stage is distinct from stage;
create table intervals as
with visits as (
    select person_id, number, journey_number, stage, path_position, evidence, entered_at, false as is_inferred from entries
    union all
    select
        person_id, number, journey_number, stages.stage, stages.path_position, evidence, entered_at, true
    from entries
    inner join stages on stages.path_position between left_position + 1 and entries.path_position - 1
)
select *, lead(entered_at) over (partition by person_id order by number, is_inferred desc, path_position) as exited_at
from visits;

-- step: credits
create table conversions as
select
    *,
    row_number() over () as conversion_id,
    lag(converted_at) over (partition by conversion_kind, person_id order by converted_at) as previous_converted_at
from (
    select 'lead' as conversion_kind, '' as source_id, person_id, lead_created_at as converted_at,
        0 as revenue, 0 as margin, false as is_new_customer
    from people where lead_created_at is not null
    union all
    select 'mql', '', person_id, min(entered_at), 0, 0, false
    from entries
    where stage = 'mql' or (left_position < 3 and path_position > 3)
    group by person_id, journey_number
    union all
    select 'opportunity', opportunity_id, person_id, created_at, 0, 0, false from deals
    union all
    select
        conversion_kind, purchase_id, person_id, purchased_at, revenue, margin,
        customer_id is not null and is_purchase and row_number() over (
            partition by customer_id, is_purchase order by purchased_at, conversion_kind, purchase_id
        ) = 1
    from purchases
);
create table path_touches as
select
    conversion_id, conversion_kind, touch_id, occurred_at, channel, next_channel, campaign_id, converted_at,
    touch_number - min(touch_number) over path + 1 as position,
    count(*) over path as length,
    power(0.5, days_apart(occurred_at, max(occurred_at) over path) / 7) as decayed_weight,
    1 / count(*) over (partition by conversion_id, channel) as channel_weight
from conversions
inner join touches
    on
        conversions.person_id = touches.person_id and occurred_at <= converted_at
        and occurred_at >= converted_at - interval 90 day
        and (previous_converted_at is null or occurred_at > previous_converted_at)
window path as (partition by conversion_id);
create table paths as
select conversion_id, string_agg(channel, ' > ' order by position) as path
from path_touches
where position = length or channel is distinct from next_channel
group by conversion_id;
create table channel_paths as
with last_conversions as (
    select person_id, conversion_kind, max(converted_at) as converted_at from conversions group by all
),
walks as (
    select
        touched.person_id, kinds.conversion_kind, converted_at, last_touched_at
    from (select person_id, max(occurred_at) as last_touched_at from touches group by all) as touched
    cross join seed('channel_roi/conversion_kinds') as kinds
    left join last_conversions using (person_id, conversion_kind)
    where converted_at is null or (can_recur and converted_at < last_touched_at)
),
open_paths as (
    select
        walk.person_id, walk.converted_at, string_agg(channel, ' > ' order by touch_number) as path
    from (select distinct person_id, converted_at, last_touched_at from walks) as walk
    inner join touches
        on
            walk.person_id = touches.person_id and occurred_at >= last_touched_at - interval 90 day
            and (converted_at is null or occurred_at > converted_at)
    where channel is distinct from next_channel
    group by all
)
select conversion_kind, path, sum(conversions) as conversions, sum(open) as non_conversions
from (
    select conversion_kind, path, 1 as conversions, 0 as open from conversions inner join paths using (conversion_id)
    union all
    select conversion_kind, path, 0, 1
    from walks
    inner join open_paths
        on walks.person_id = open_paths.person_id and walks.converted_at is not distinct from open_paths.converted_at
)
group by all;
create table channel_transitions as
with steps as (
    select conversion_kind, conversions, non_conversions, string_split(path, ' > ') as channels from channel_paths
)
select conversion_kind, origin, target, cast(sum(walks) as bigint) as walks
from (
    select
        conversion_kind,
        unnest(list_prepend('(start)', channels)) as origin,
        unnest(list_append(channels, null)) as target,
        conversions + non_conversions as walks
    from steps
    union all
    select conversion_kind, channels[-1], '(conversion)', conversions from steps
    union all
    select conversion_kind, channels[-1], '(null)', non_conversions from steps
)
where target is not null
group by all
having sum(walks) > 0;

-- step: credits by model
-- One column a model and one window for all: rows are ten times as many only at the end.
create table weighed_touches as
with milestones as (
    select
        path_touches.*,
        coalesce(removal_effect, 0) * channel_weight as effect_weight,
        position = 1 as is_first,
        position = length as is_last,
        conversion_kind in ('won', 'order') as is_close,
        occurred_at <= lead_created_at and lead_created_at <= converted_at as is_up_to_lead,
        occurred_at <= deals.created_at and deals.created_at <= converted_at as is_up_to_deal
    from path_touches
    inner join (
        select conversion_id, person_id, case when conversion_kind in ('opportunity', 'won') then source_id end as deal_id
        from conversions
    ) as conversions using (conversion_id)
    left join people on conversions.person_id = people.person_id
    left join deals on deal_id = deals.opportunity_id
    left join removal_effects using (conversion_kind, channel)
),
placed as (
    select
        *,
        position = max(case when is_up_to_lead then position end) over path as is_lead,
        position = max(case when is_up_to_deal then position end) over path as is_deal,
        position = coalesce(max(case when channel <> 'direct' then position end) over path, length) as is_last_non_direct
    from milestones
    window path as (partition by conversion_id)
)
select
    * exclude (is_lead, is_deal, is_up_to_lead, is_up_to_deal),
    0.4 * is_first::int + 0.4 * is_last::int as position_weight,
    0.3 * is_first::int + 0.3 * coalesce(is_lead, false)::int + 0.3 * coalesce(is_deal, false)::int as w_weight,
    0.225 * is_first::int + 0.225 * coalesce(is_lead, false)::int + 0.225 * coalesce(is_deal, false)::int
    + 0.225 * (is_last and is_close)::int as full_weight
from placed;
create macro shared(weight, between_share, whole, others) as
    (case when weight > 0 then weight else between_share / others end)
    / (whole + case when others > 0 then between_share else 0 end);
create table touch_credits as
select
    conversion_id, touch_id, channel, campaign_id,
    cast(is_first as double) as first_touch,
    cast(is_last as double) as last_touch,
    cast(is_last_non_direct as double) as last_non_direct,
    1 / length as linear,
    shared(position_weight, 0.2, sum(position_weight) over path, count_if(position_weight = 0) over path) as position_based,
    shared(w_weight, 0.1, sum(w_weight) over path, count_if(w_weight = 0) over path) as w_shaped,
    shared(full_weight, 0.1, sum(full_weight) over path, count_if(full_weight = 0) over path) as full_path,
    decayed_weight / sum(decayed_weight) over path as time_decay,
    channel_weight / sum(channel_weight) over path as shapley,
    coalesce(effect_weight / nullif(sum(effect_weight) over path, 0), 1 / length) as markov
from weighed_touches
window path as (partition by conversion_id);
create table credits as
with shares as (
    from touch_credits
    union all by name
    select
        conversion_id, 0 as touch_id, 'unattributed' as channel,
        1 as first_touch, 1 as last_touch, 1 as last_non_direct, 1 as linear, 1 as position_based, 1 as w_shaped,
        1 as full_path, 1 as time_decay, 1 as shapley, 1 as markov
    from conversions
    anti join path_touches using (conversion_id)
),
told_shares as (
    unpivot shares
    on first_touch, last_touch, last_non_direct, linear, position_based, w_shaped, full_path, time_decay, shapley, markov
    into name attribution_model value credit
)
select
    conversion_id, conversion_kind, cast(date_trunc('month', converted_at) as date) as month_start, attribution_model,
    touch_id, channel, coalesce(campaign_id, '(none)') as campaign_id, is_new_customer, credit,
    credit * revenue as revenue, credit * margin as margin
from told_shares
inner join conversions using (conversion_id)
where credit > 0;

-- step: returns
create table channel_returns as
select
    month_start, channel, attribution_model,
    sum(spend) as spend, sum(leads) as leads, sum(mqls) as mqls, sum(opportunities) as opportunities,
    sum(customers) as customers, sum(revenue) as revenue, sum(margin) as margin,
    sum(spend) / nullif(sum(leads), 0) as cpl, sum(spend) / nullif(sum(customers), 0) as cac,
    sum(revenue) / nullif(sum(spend), 0) as roas, (sum(margin) - sum(spend)) / nullif(sum(spend), 0) as roi
from (
    select
        month_start, channel, attribution_model, 0 as spend,
        case when conversion_kind = 'lead' then credit else 0 end as leads,
        case when conversion_kind = 'mql' then credit else 0 end as mqls,
        case when conversion_kind = 'opportunity' then credit else 0 end as opportunities,
        case when is_new_customer then credit else 0 end as customers,
        revenue, margin
    from credits
    union all
    select
        cast(date_trunc('month', spend_on) as date), channel, attribution_model,
        round(cost / coalesce(units_per_usd, 1), 2), 0, 0, 0, 0, 0, 0
    from ad_spend
    inner join channel_matches
        on
            channel_matches.touchpoint_type = 'ad_spend' and ad_spend.utm_source = channel_matches.utm_source
            and ad_spend.utm_medium = channel_matches.utm_medium
    left join rates on ad_spend.currency = rates.currency and spend_on between valid_from and valid_to
    cross join seed('channel_roi/attribution_models')
)
group by all;

-- step: purchase histories
create table purchase_histories as
select
    person_id, count(*) - 1 as frequency, max(ordered_on) - min(ordered_on) as recency_days,
    cast(getvariable('as_of') as date) - min(ordered_on) as age_days,
    avg(revenue) filter (where ordered_on > first_on) as mean_value
from (
    select person_id, cast(ordered_at as date) as ordered_on, sum(revenue) as revenue,
        min(cast(ordered_at as date)) over (partition by person_id) as first_on
    from orders
    where is_purchase and person_id is not null
    group by person_id, cast(ordered_at as date)
)
group by person_id;
create table fit_counts as
select frequency, recency_days, age_days, count(*) as customers from purchase_histories group by all;
