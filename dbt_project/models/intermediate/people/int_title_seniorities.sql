with

leads as (

    select * from {{ ref('int_all_leads') }}

),

title_seniority as (

    select * from {{ ref('title_seniority') }}

),

-- Anything but a letter counts as a blank, so that `VP, Sales` holds the word `vp`.
titles as (

    select distinct
        job_title,
        ' ' || lower(translate(job_title, '.,;:/|&()[]"_', '             ')) || ' ' as title_words

    from leads
    where job_title is not null

),

matches as (

    select
        titles.job_title,
        title_seniority.seniority,
        title_seniority.keyword

    from titles
    inner join title_seniority
        on
            titles.title_words like
            case title_seniority.match
                when 'word' then '% ' || title_seniority.keyword || ' %'
                else '%' || title_seniority.keyword || '%'
            end

),

-- The longest keyword says most: `vice president` is no `president`.
title_seniorities as (

    select
        job_title,
        seniority

    from matches
    qualify
        row_number() over (
            partition by job_title
            order by length(keyword) desc, keyword
        ) = 1

)

select * from title_seniorities
