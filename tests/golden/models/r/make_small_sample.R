# Results of R for few clusters and for separation: run `Rscript make_small_sample.R` in this folder. Writes
# endometrial.csv and small_sample.csv. Needs R with MASS, clubSandwich and brglm2 (Debian: r-base-core r-cran-mass
# r-cran-clubsandwich r-cran-brglm2). Tests need no R.
suppressMessages({library(MASS); library(clubSandwich); library(brglm2)})
out <- data.frame(case = character(), name = character(), term = character(), value = numeric())
put <- function(case, name, values, terms = names(values)) {
  if (is.null(terms)) terms <- rep("", length(values))
  out <<- rbind(out, data.frame(case = case, name = name, term = terms, value = unname(values)))
}
tight <- glm.control(epsilon = 1e-14, maxit = 100)
corrected <- function(case, fit, cluster) {
  put(case, "glm_cr2", sqrt(diag(vcovCR(fit, cluster = cluster, type = "CR2"))))
  put(case, "cr3", sqrt(diag(vcovCR(fit, cluster = cluster, type = "CR3"))))
  # Of the matrix square roots that make the variance unbiased, clubSandwich takes for a glm the one in the units of the
  # working residuals; the plugin's is that of the last weighted least squares in rows of variance one, an lm to R.
  w <- weights(fit, "working"); x <- model.matrix(fit) * sqrt(w); colnames(x) <- names(coef(fit))
  z <- (predict(fit) + residuals(fit, "working")) * sqrt(w)
  last <- lm(z ~ 0 + x); named <- function(v) setNames(v, names(coef(fit)))
  put(case, "cr2", named(sqrt(diag(vcovCR(last, cluster = cluster, type = "CR2")))))
  test <- coef_test(last, vcov = "CR2", cluster = cluster, test = "Satterthwaite")
  df <- if ("df_Satt" %in% names(test)) test$df_Satt else test$df
  p <- if ("p_Satt" %in% names(test)) test$p_Satt else test$p_val
  put(case, "df", setNames(df, names(coef(fit)))); put(case, "p", setNames(p, names(coef(fit))))
}
# seizures: 59 patients with four visits each
corrected("epil_poisson", glm(y ~ trt * log(base) + age + V4, family = poisson, data = epil, control = tight), epil$subject)
# the invented city's Model 1, 60 block groups; and of its first fifteen block groups alone
city <- read.csv("../city.csv", colClasses = c(block_group = "character"))
city <- na.omit(city[city$status %in% c("restored", "censored"), ])
formula <- participation ~ minority_share + house_age + median_income_k + log_density + education_share +
  elderly_share + college_share + renter_share
corrected("model_1", glm(formula, data = city, family = binomial, control = tight), city$block_group)
few <- city[city$block_group %in% sort(unique(city$block_group))[1:15], ]
corrected("model_1_few", glm(formula, data = few, family = binomial, control = tight), few$block_group)
# and its block groups joined by sixes, few and large clusters: ten for nine coefficients
corrected("model_1_large", glm(formula, data = city, family = binomial, control = tight),
          (as.numeric(factor(city$block_group)) - 1) %/% 6)
# a mark that only one block group has: clubSandwich leaves what that alone tells out of the adjustment (pseudo-inverse)
city$only <- as.numeric(city$block_group == "120730001361" & city$house_age > 40)
corrected("model_1_alone", glm(update(formula, . ~ . + only), data = city, family = binomial, control = tight),
          city$block_group)
# sampling weights, as those of a case-control sample
weight <- ifelse(city$participation == 1, 1, 26.33)
corrected("model_1_weighted", suppressWarnings(glm(formula, data = city, family = binomial, weights = weight,
                                                   control = tight)), city$block_group)
# Model 3: glm.nb has the expected information and holds the dispersion, the plugin the observed information of both
corrected("model_3", glm.nb(restoration_hours ~ minority_share * participation + house_age + median_income_k + log_density,
                            data = city, control = glm.control(epsilon = 1e-10, maxit = 100)), city$block_group)

# Heinze and Schemper's endometrial cancers, in which NV separates: Firth's estimates and errors, and the profile of the
# penalised likelihood by a general optimiser
data("endometrial", package = "brglm2")
write.csv(endometrial, "endometrial.csv", row.names = FALSE)
fit <- glm(HG ~ NV + PI + EH, data = endometrial, family = binomial, method = "brglmFit", type = "AS_mean",
           epsilon = 1e-12, maxit = 1000)
put("endometrial", "estimate", coef(fit)); put("endometrial", "classical", sqrt(diag(vcov(fit))))
x <- model.matrix(fit); y <- endometrial$HG
penalised <- function(b) {
  eta <- as.vector(x %*% b); w <- plogis(eta) * plogis(-eta)
  sum(y * eta - log1p(exp(eta))) + 0.5 * as.numeric(determinant(crossprod(x, x * w))$modulus)
}
best <- penalised(coef(fit)); put("endometrial", "penalised", best)
for (j in seq_along(coef(fit))) {
  se <- sqrt(diag(vcov(fit)))[j]; at <- coef(fit)[j]
  loss <- function(value) {
    goal <- function(free) -penalised(replace(replace(numeric(4), -j, free), j, value))
    start <- coef(fit)[-j]
    for (turn in 1:6) start <- optim(start, goal, method = "BFGS", control = list(reltol = 1e-15, maxit = 2000))$par
    2 * (best + goal(start)) # goal is minus the penalised likelihood
  }
  cut <- qchisq(0.95, 1)
  low <- uniroot(function(v) loss(v) - cut, c(at - 8 * se, at), tol = 1e-9)$root
  high <- uniroot(function(v) loss(v) - cut, c(at, at + 8 * se), tol = 1e-9)$root
  name <- names(coef(fit))[j]
  put("endometrial", "low", low, name); put("endometrial", "high", high, name)
  put("endometrial", "p", pchisq(loss(0), 1, lower.tail = FALSE), name)
}
out$value <- formatC(out$value, digits = 15, format = "g", width = 1)
write.csv(out, "small_sample.csv", row.names = FALSE, quote = TRUE)
for (package in c("MASS", "clubSandwich", "brglm2")) cat(package, as.character(packageVersion(package)), "\n")
cat(R.version.string, "\n")
