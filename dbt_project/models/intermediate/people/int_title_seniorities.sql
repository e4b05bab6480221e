with

leads as (

    select * from {{ ref('int_all_leads') }}

),

seniorities as (

    select * from {{ ref('seniorities') }}

),

keywords as (

    select
        keyword,
        seniority,
        match,
        precedence,
        {{ title_words('keyword') }} as words

    from {{ ref('title_seniority') }}

),

titles as (

    select distinct
        job_title,
        {{ title_words('job_title') }} as words

    from leads
    where job_title is not null

),

-- Chinese letters stand beside others without a blank: `公司CEO` holds the word `ceo`.
spaced_titles as (

    select
        job_title,
        words,
        concat(' ', {{ replace_all('words', '[一-鿿]+', ' ') }}, ' ') as spaced_words

    from titles

),

matches as (

    select
        spaced_titles.job_title,
        keywords.words,
        keywords.seniority,
        keywords.precedence

    from spaced_titles
    inner join keywords
        on
            case keywords.match
                when 'part' then instr(spaced_titles.words, keywords.words) > 0
                when 'ending'
                    then instr(spaced_titles.spaced_words, concat(keywords.words, ' ')) > 0
                else instr(spaced_titles.spaced_words, concat(' ', keywords.words, ' ')) > 0
            end

),

-- A keyword within a longer one has no say: `vice president` is no `president`.
outdone_matches as (

    select distinct
        matches.job_title,
        matches.words

    from matches
    inner join matches as longer
        on
            matches.job_title = longer.job_title
            and matches.words <> longer.words
            and instr(longer.words, matches.words) > 0

),

title_seniorities as (

    select
        matches.job_title,
        matches.seniority

    from matches
    inner join seniorities
        on matches.seniority = seniorities.seniority
    left join outdone_matches
        on
            matches.job_title = outdone_matches.job_title
            and matches.words = outdone_matches.words
    where outdone_matches.words is null
    qualify
        row_number() over (
            partition by matches.job_title
            order by matches.precedence, seniorities.seniority_rank, matches.words
        ) = 1

)

select * from title_seniorities
