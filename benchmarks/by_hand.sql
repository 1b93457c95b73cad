-- Written by hand for the rules of benchmarks/points, over relations as the executor loads them:
-- level, both ends, and the masks of rules that hold and may hold, facts missing or not.
WITH h AS (
  SELECT hazard.".parent" AS e, open, gravity, point.risk,
    CASE WHEN open AND point.risk IS NOT NULL THEN 1 << (3 - point.risk)::INT WHEN open = FALSE THEN 16 ELSE 0 END AS fired,
    CASE WHEN open AND point.risk IS NULL THEN 15 WHEN open IS NULL AND point.risk IS NULL THEN 31 WHEN open IS NULL THEN 16 + (1 << (3 - point.risk)::INT) ELSE 0 END AS unknown
  FROM hazard LEFT JOIN point ON hazard.".link.point" = point.".id"),
l AS (SELECT e, open, gravity, fired, unknown,
    CASE WHEN fired & 1 <> 0 THEN 4 WHEN fired & 2 <> 0 THEN 3 WHEN fired & 4 <> 0 THEN 2 WHEN fired & 8 <> 0 THEN 1 WHEN fired = 0 AND unknown & 16 = 0 THEN 1 ELSE 0 END AS lo,
    CASE WHEN (fired | unknown) & 1 <> 0 THEN 4 WHEN (fired | unknown) & 2 <> 0 THEN 3 WHEN (fired | unknown) & 4 <> 0 THEN 2 WHEN (fired | unknown) & 8 <> 0 THEN 1 ELSE 0 END AS hi
  FROM h),
agg AS (SELECT e, MAX(lo) AS plo, MAX(hi) AS phi, BIT_OR(fired) AS af, BIT_OR(unknown) AS au,
    COUNT(*) FILTER (open) AS nlo, COUNT(*) FILTER (open IS NOT FALSE) AS nhi,
    MAX(COALESCE(gravity, 0)) FILTER (open) AS wsure, MIN(COALESCE(gravity, 0)) FILTER (open IS NULL) AS wmay,
    MAX(COALESCE(gravity, 1)) FILTER (open IS NOT FALSE) AS wfar
  FROM l GROUP BY e),
w AS (SELECT enterprise.".id" AS id, sector, identified, COALESCE(plo, 0) AS plo, COALESCE(phi, 0) AS phi, COALESCE(af, 0) AS af, COALESCE(au, 0) AS au,
    COALESCE(nlo, 0) AS nlo, COALESCE(nhi, 0) AS nhi, COALESCE(wsure, 0) AS wlo, COALESCE(wfar, 0) AS whi
  FROM enterprise LEFT JOIN agg ON enterprise.".id" = agg.e),
s AS (SELECT *, CASE WHEN nlo > 0 THEN FALSE WHEN nhi = 0 THEN TRUE END AS d0,
    sector IN (0, 1) AS a, sector IN (2, 3) AS b, sector IN (4, 5) AS c,
    CASE WHEN wlo = 1 THEN TRUE WHEN whi = 0 THEN FALSE END AS ma,
    CASE WHEN nlo >= 3 THEN TRUE WHEN nhi < 3 THEN FALSE END AS n3,
    CASE WHEN nlo >= 5 THEN TRUE WHEN nhi < 5 THEN FALSE END AS n5 FROM w),
r AS (SELECT *, a AND ma AND n3 AS d1, a AND ma AS d2, a AND NOT ma AND n5 AS d3, a AND NOT ma AS d4,
    b AND ma AND n3 AS d5, b AND ma AS d6, b AND NOT ma AND n5 AS d7, b AND NOT ma AS d8,
    c AND ma AND n3 AS d9, c AND ma AS d10, c AND NOT ma AND n5 AS d11, c AND NOT ma AS d12 FROM s),
m AS (SELECT *,
    CASE WHEN d0 THEN 1 ELSE 0 END + CASE WHEN d1 THEN 2 ELSE 0 END + CASE WHEN d2 THEN 4 ELSE 0 END + CASE WHEN d3 THEN 8 ELSE 0 END + CASE WHEN d4 THEN 16 ELSE 0 END + CASE WHEN d5 THEN 32 ELSE 0 END + CASE WHEN d6 THEN 64 ELSE 0 END + CASE WHEN d7 THEN 128 ELSE 0 END + CASE WHEN d8 THEN 256 ELSE 0 END + CASE WHEN d9 THEN 512 ELSE 0 END + CASE WHEN d10 THEN 1024 ELSE 0 END + CASE WHEN d11 THEN 2048 ELSE 0 END + CASE WHEN d12 THEN 4096 ELSE 0 END AS nf,
    CASE WHEN d0 IS NULL THEN 1 ELSE 0 END + CASE WHEN d1 IS NULL THEN 2 ELSE 0 END + CASE WHEN d2 IS NULL THEN 4 ELSE 0 END + CASE WHEN d3 IS NULL THEN 8 ELSE 0 END + CASE WHEN d4 IS NULL THEN 16 ELSE 0 END + CASE WHEN d5 IS NULL THEN 32 ELSE 0 END + CASE WHEN d6 IS NULL THEN 64 ELSE 0 END + CASE WHEN d7 IS NULL THEN 128 ELSE 0 END + CASE WHEN d8 IS NULL THEN 256 ELSE 0 END + CASE WHEN d9 IS NULL THEN 512 ELSE 0 END + CASE WHEN d10 IS NULL THEN 1024 ELSE 0 END + CASE WHEN d11 IS NULL THEN 2048 ELSE 0 END + CASE WHEN d12 IS NULL THEN 4096 ELSE 0 END AS nu FROM r),
p AS (SELECT *, CASE WHEN nf <> 0 THEN (nf & -nf) | (nu & ((nf & -nf) - 1)) ELSE nu END AS np FROM m),
g AS (SELECT *,
    CASE WHEN nf = 0 AND nu = 0 THEN 0 WHEN np & 1 <> 0 THEN 0 WHEN np & (256 + 1024 + 2048 + 4096) <> 0 THEN 1 WHEN np & (16 + 64 + 128 + 512) <> 0 THEN 2 WHEN np & (4 + 8 + 32) <> 0 THEN 3 WHEN np & 2 <> 0 THEN 4 END AS glo,
    CASE WHEN nf = 0 AND nu = 0 THEN 4 WHEN np & 2 <> 0 THEN 4 WHEN np & (4 + 8 + 32) <> 0 THEN 3 WHEN np & (16 + 64 + 128 + 512) <> 0 THEN 2 WHEN np & (256 + 1024 + 2048 + 4096) <> 0 THEN 1 ELSE 0 END AS ghi FROM p),
f AS (SELECT *,
    identified AND CASE WHEN plo = 4 THEN TRUE WHEN phi < 4 THEN FALSE END AS w1, identified AND CASE WHEN plo = 3 AND phi = 3 THEN TRUE WHEN phi < 3 OR plo > 3 THEN FALSE END AS w2,
    identified AND CASE WHEN plo = 2 AND phi = 2 THEN TRUE WHEN phi < 2 OR plo > 2 THEN FALSE END AS w3, identified AND CASE WHEN plo = 1 AND phi = 1 THEN TRUE WHEN phi < 1 OR plo > 1 THEN FALSE END AS w4,
    identified AS w5, CASE WHEN glo = 4 THEN TRUE WHEN ghi < 4 THEN FALSE END AS n1, CASE WHEN glo = 3 AND ghi = 3 THEN TRUE WHEN ghi < 3 OR glo > 3 THEN FALSE END AS n2,
    CASE WHEN glo = 2 AND ghi = 2 THEN TRUE WHEN ghi < 2 OR glo > 2 THEN FALSE END AS n3_, CASE WHEN glo = 1 AND ghi = 1 THEN TRUE WHEN ghi < 1 OR glo > 1 THEN FALSE END AS n4 FROM g),
k AS (SELECT *, CASE WHEN w1 THEN 1 ELSE 0 END + CASE WHEN w2 THEN 2 ELSE 0 END + CASE WHEN w3 THEN 4 ELSE 0 END + CASE WHEN w4 THEN 8 ELSE 0 END + CASE WHEN w5 THEN 16 ELSE 0 END + CASE WHEN n1 THEN 32 ELSE 0 END + CASE WHEN n2 THEN 64 ELSE 0 END + CASE WHEN n3_ THEN 128 ELSE 0 END + CASE WHEN n4 THEN 256 ELSE 0 END + 512 AS wf,
    CASE WHEN w1 IS NULL THEN 1 ELSE 0 END + CASE WHEN w2 IS NULL THEN 2 ELSE 0 END + CASE WHEN w3 IS NULL THEN 4 ELSE 0 END + CASE WHEN w4 IS NULL THEN 8 ELSE 0 END + CASE WHEN w5 IS NULL THEN 16 ELSE 0 END + CASE WHEN n1 IS NULL THEN 32 ELSE 0 END + CASE WHEN n2 IS NULL THEN 64 ELSE 0 END + CASE WHEN n3_ IS NULL THEN 128 ELSE 0 END + CASE WHEN n4 IS NULL THEN 256 ELSE 0 END AS wu FROM f),
z AS (SELECT *, (wf & -wf) | (wu & ((wf & -wf) - 1)) AS wp FROM k)
SELECT id, CASE WHEN wp & (16 + 512) <> 0 THEN 0 WHEN wp & (8 + 256) <> 0 THEN 1 WHEN wp & (4 + 128) <> 0 THEN 2 WHEN wp & (2 + 64) <> 0 THEN 3 ELSE 4 END AS lo,
  CASE WHEN wp & (1 + 32) <> 0 THEN 4 WHEN wp & (2 + 64) <> 0 THEN 3 WHEN wp & (4 + 128) <> 0 THEN 2 WHEN wp & (8 + 256) <> 0 THEN 1 ELSE 0 END AS hi, 0 AS trouble,
  wf, wu, nf, nu, af, au FROM z
