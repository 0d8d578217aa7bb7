# Writes lung.csv, veteran.csv, heart.csv and survival.csv: results of R's survival package on its own data sets, which
# the tests compare ours with. Run it in this folder: Rscript make_survival.R (Debian: r-cran-survival).
library(survival)
options(digits = 15)
rows <- data.frame()
add <- function(model, term, statistic, value)
  rows <<- rbind(rows, data.frame(model = model, term = term, statistic = statistic, value = as.numeric(value)))
keep_cox <- function(id, fit, robust = FALSE) {
  for (term in names(coef(fit))) {
    add(id, term, "estimate", coef(fit)[[term]])
    add(id, term, "error", sqrt(diag(if (robust) fit$naive.var else fit$var))[match(term, names(coef(fit)))])
    if (robust) add(id, term, "robust_error", sqrt(diag(fit$var))[match(term, names(coef(fit)))])
  }
  add(id, "", "llnull", fit$loglik[1]); add(id, "", "loglik", fit$loglik[2])
  if (robust) add(id, "", "rscore", fit$rscore)
}
keep_zph <- function(id, fit, transform) {
  z <- cox.zph(fit, transform = transform, terms = FALSE)$table
  for (term in rownames(z)) { add(id, term, "chisq", z[term, "chisq"]); add(id, term, "p", z[term, "p"]) }
}
keep_aft <- function(id, fit, robust = FALSE) {
  errors <- sqrt(diag(if (robust) fit$naive.var else fit$var)); k <- length(coef(fit))
  for (i in seq_len(k)) {
    add(id, names(coef(fit))[i], "estimate", coef(fit)[i]); add(id, names(coef(fit))[i], "error", errors[i])
    if (robust) add(id, names(coef(fit))[i], "robust_error", sqrt(diag(fit$var))[i])
  }
  add(id, "scale", "estimate", fit$scale); add(id, "ln_scale", "error", errors[k + 1])
  add(id, "", "llnull", fit$loglik[1]); add(id, "", "loglik", fit$loglik[2])
}
lung <- na.omit(survival::lung[, c("inst", "time", "status", "age", "sex", "ph.ecog")])
names(lung)[6] <- "ecog"; lung$status <- lung$status - 1
veteran <- survival::veteran; veteran$adeno <- as.numeric(veteran$celltype == "adeno")
veteran <- veteran[, c("trt", "time", "status", "karno", "age", "adeno", "prior")]
heart <- survival::heart; heart$transplant <- as.numeric(as.character(heart$transplant))
heart <- heart[, c("start", "stop", "event", "age", "surgery", "transplant", "id")]
control <- coxph.control(eps = 1e-12, iter.max = 50)
cox <- coxph(Surv(time, status) ~ age + sex + ecog, lung, ties = "efron", control = control)
keep_cox("lung", cox); keep_zph("lung_zph_km", cox, "km"); keep_zph("lung_zph_identity", cox, "identity")
keep_cox("lung_cluster", coxph(Surv(time, status) ~ age + sex + ecog + cluster(inst), lung, control = control), TRUE)
keep_cox("lung_sex", coxph(Surv(time, status) ~ sex + cluster(inst), lung, control = control), TRUE)
cox <- coxph(Surv(time, status) ~ trt + karno + age + adeno + prior, veteran, control = control)
keep_cox("veteran", cox); keep_zph("veteran_zph_km", cox, "km")
# weeks: many ties, so that Efron's approximation has work to do
veteran$weeks <- ceiling(veteran$time / 28)
cox <- coxph(Surv(weeks, status) ~ trt + karno + age, veteran, control = control)
keep_cox("veteran_weeks", cox); keep_zph("veteran_weeks_zph_km", cox, "km")
keep_cox("heart", coxph(Surv(start, stop, event) ~ age + surgery + transplant + cluster(id), heart, control = control), TRUE)
for (dist in c("weibull", "lognormal")) {
  strict <- survreg.control(rel.tolerance = 1e-12, maxiter = 100)
  keep_aft(paste0("lung_", dist), survreg(Surv(time, status) ~ age + sex + ecog, lung, dist = dist, control = strict))
  keep_aft(paste0("lung_cluster_", dist),
    survreg(Surv(time, status) ~ age + sex + ecog + cluster(inst), lung, dist = dist, control = strict), TRUE)
  low <- floor(lung$time / 30) * 30; high <- low + 30
  high[lung$status == 0] <- NA; low[low == 0] <- NA
  keep_aft(paste0("lung_interval_", dist),
    survreg(Surv(low, high, type = "interval2") ~ age + sex + ecog, lung, dist = dist, control = strict))
}
fit <- survfit(Surv(time, status) ~ sex, lung)
for (share in c(0.5, 0.8)) {
  q <- quantile(fit, probs = share, conf.int = FALSE)
  add("km", "male", paste0("t", 100 * share), q[1]); add("km", "female", paste0("t", 100 * share), q[2])
}
table <- summary(fit, rmean = 365)$table
add("km", "male", "rmst", table[1, "rmean"]); add("km", "male", "rmst_error", table[1, "se(rmean)"])
add("km", "female", "rmst", table[2, "rmean"]); add("km", "female", "rmst_error", table[2, "se(rmean)"])
robust <- summary(survfit(Surv(time, status) ~ 1, lung, cluster = inst), times = c(100, 365, 700))
plain <- summary(survfit(Surv(time, status) ~ 1, lung), times = c(100, 365, 700))
for (i in 1:3) {
  add("km_all", plain$time[i], "survival", plain$surv[i]); add("km_all", plain$time[i], "error", plain$std.err[i])
  add("km_all", robust$time[i], "robust_error", robust$std.err[i])
}
for (id in c("lung", "stratified")) {
  d <- if (id == "lung") survdiff(Surv(time, status) ~ sex, lung)
       else survdiff(Surv(time, status) ~ sex + strata(ecog), lung)
  add(paste0("logrank_", id), "", "chisq", d$chisq)
}
d <- survdiff(Surv(time, status) ~ ecog, lung); add("logrank_ecog", "", "chisq", d$chisq)
# sampling weights: robust errors by cluster, and a weighted curve
lung$w <- ifelse(lung$sex == 1, 1, 2.5)
keep_cox("lung_weighted", coxph(Surv(time, status) ~ age + sex + ecog + cluster(inst), lung, weights = w, control = control), TRUE)
veteran$w <- 1 + (seq_len(nrow(veteran)) %% 4)
keep_cox("veteran_weeks_weighted",
  coxph(Surv(weeks, status) ~ trt + karno + age, veteran, weights = w, robust = TRUE, control = control), TRUE)
for (dist in c("weibull", "lognormal")) {
  fit <- survreg(Surv(time, status) ~ age + sex + ecog + cluster(inst), lung, weights = w, dist = dist, control = strict)
  # survreg's own robust variance (3.5-3) leaves the weights out of its sums by cluster; with them it is
  fit$var <- crossprod(rowsum(residuals(fit, "dfbeta", weighted = TRUE), lung$inst))
  keep_aft(paste0("lung_weighted_", dist), fit, TRUE)
}
robust <- summary(survfit(Surv(time, status) ~ 1, lung, weights = w, cluster = inst), times = c(100, 365, 700))
for (i in 1:3) {
  add("km_weighted", robust$time[i], "survival", robust$surv[i]); add("km_weighted", robust$time[i], "robust_error", robust$std.err[i])
}
lung$w <- NULL; veteran$w <- NULL
write.csv(lung, "lung.csv", row.names = FALSE)
write.csv(veteran, "veteran.csv", row.names = FALSE)
write.csv(heart, "heart.csv", row.names = FALSE)
rows$value <- format(rows$value, digits = 15, trim = TRUE, scientific = NA)
write.csv(rows, "survival.csv", row.names = FALSE, quote = FALSE)
cat(R.version.string, "survival", as.character(packageVersion("survival")), "\n")
