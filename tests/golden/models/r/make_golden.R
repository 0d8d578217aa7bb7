# Results of R for the tests of core/models: run `Rscript make_golden.R` in this folder. Writes data and golden.csv.
# Needs R with MASS, sandwich and pROC (Debian: r-base-core r-cran-mass r-cran-sandwich r-cran-pROC). Tests need no R.
suppressMessages({library(MASS); library(sandwich); library(pROC)})
out <- data.frame(case = character(), name = character(), term = character(), value = numeric())
put <- function(case, name, values, terms = names(values)) {
  if (is.null(terms)) terms <- rep("", length(values))
  out <<- rbind(out, data.frame(case = case, name = name, term = terms, value = unname(values)))
}
se <- function(v) sqrt(diag(v))
n1 <- function(fit) nobs(fit) / (nobs(fit) - 1)
tight <- glm.control(epsilon = 1e-14, maxit = 100)

# epil: Thall and Vail's seizure counts, four visits of 59 patients (MASS)
write.csv(epil, "epil.csv", row.names = FALSE)
fit <- glm(y ~ trt * log(base) + age + V4, family = poisson, data = transform(epil), control = tight)
put("epil_poisson", "estimate", coef(fit)); put("epil_poisson", "classical", se(vcov(fit)))
put("epil_poisson", "robust", se(sandwich(fit) * n1(fit)))
put("epil_poisson", "cluster", se(vcovCL(fit, cluster = epil$subject, type = "HC0", cadjust = TRUE)))
put("epil_poisson", "loglik", logLik(fit)); put("epil_poisson", "cook", max(cooks.distance(fit) * summary(fit)$dispersion))
put("epil_poisson", "leverage", max(hatvalues(fit)))
# Cameron and Trivedi's regression
mu <- fitted(fit); z <- ((epil$y - mu)^2 - epil$y) / mu
aux <- summary(lm(z ~ 0 + mu))$coefficients
put("epil_poisson", "overdispersion", c(slope = aux[1, 1], t = aux[1, 3], p = aux[1, 4]))

# the negative binomial: glm.nb's maximum made exact, and the joint Hessian with ln(alpha), by hand
nb_joint <- function(formula, data, cluster = NULL) {
  fit <- glm.nb(formula, data = data, control = glm.control(epsilon = 1e-12, maxit = 100))
  x <- model.matrix(fit); y <- fit$y
  rows <- function(p) { a <- exp(p[length(p)]); m <- exp(x %*% p[-length(p)]); dnbinom(y, size = 1 / a, mu = m, log = TRUE) }
  scores <- function(p) {
    a <- exp(p[length(p)]); m <- as.vector(exp(x %*% p[-length(p)])); t <- 1 / a
    d <- t * (digamma(t) - digamma(y + t) + log1p(a * m)) + (y - m) / (1 + a * m)
    cbind(x * ((y - m) / (1 + a * m)), d)
  }
  p <- c(coef(fit), -log(fit$theta))
  for (i in 1:20) { # Newton with a Hessian from central differences of the exact gradient
    h <- sapply(seq_along(p), function(j) { e <- replace(numeric(length(p)), j, 1e-5 * max(1, abs(p[j])))
      (colSums(scores(p + e)) - colSums(scores(p - e))) / (2 * e[j]) })
    p <- p - solve(h, colSums(scores(p)))
  }
  h <- -(h + t(h)) / 2; bread <- solve(h); s <- scores(p)
  list(p = p, ll = sum(rows(p)), classical = bread, robust = bread %*% crossprod(s) %*% bread * length(y) / (length(y) - 1),
       cluster = if (!is.null(cluster)) { u <- rowsum(s, cluster); g <- nrow(u); bread %*% crossprod(u) %*% bread * g / (g - 1) },
       x = x, fit = fit)
}
named <- function(v, fit) setNames(v, c(names(coef(fit)), "lnalpha"))
fit <- nb_joint(y ~ trt * log(base) + age + V4, epil, epil$subject)
for (kind in c("classical", "robust", "cluster")) put("epil_nb", kind, named(se(fit[[kind]]), fit$fit))
put("epil_nb", "estimate", named(fit$p, fit$fit)); put("epil_nb", "loglik", fit$ll)

# Insurance: claims per policy holder (MASS), with an exposure
write.csv(transform(Insurance, District = as.character(District), Group = as.character(Group), Age = as.character(Age)),
          "insurance.csv", row.names = FALSE)
plain <- transform(Insurance, Group = factor(as.character(Group)), Age = factor(as.character(Age)))
fit <- glm(Claims ~ District + Group + Age + offset(log(Holders)), data = plain, family = poisson, control = tight)
put("insurance", "estimate", coef(fit)); put("insurance", "classical", se(vcov(fit)))
put("insurance", "robust", se(sandwich(fit) * n1(fit))); put("insurance", "loglik", logLik(fit))
# generalised variance inflation (Fox and Monette) of the three factors, by determinants
r <- cor(model.matrix(fit)[, -1]); groups <- attr(model.matrix(fit), "assign")[-1]
gvif <- sapply(1:3, function(g) det(r[groups == g, groups == g]) * det(r[groups != g, groups != g]) / det(r))
put("insurance", "gvif", setNames(gvif, c("District", "Group", "Age")))

# birthwt: a logit with robust errors, and what is asked of its probabilities
write.csv(birthwt, "birthwt.csv", row.names = FALSE)
fit <- glm(low ~ age + lwt + factor(race) + smoke * ht, data = birthwt, family = binomial, control = tight)
put("birthwt", "estimate", coef(fit)); put("birthwt", "classical", se(vcov(fit)))
put("birthwt", "robust", se(sandwich(fit) * n1(fit)))
p <- fitted(fit); y <- birthwt$low
put("birthwt", "auc", setNames(as.numeric(ci.auc(y, p, method = "delong", quiet = TRUE)), c("low", "auc", "high")))
put("birthwt", "brier", mean((y - p)^2)); put("birthwt", "tjur", mean(p[y == 1]) - mean(p[y == 0]))
cut <- cut(p, unique(quantile(p, 0:10 / 10)), include.lowest = TRUE)
o <- tapply(y, cut, sum); e <- tapply(p, cut, sum); k <- table(cut)
chi <- sum((o - e)^2 / (e * (1 - e / k)))
put("birthwt", "hosmer_lemeshow", c(chi2 = chi, p = pchisq(chi, 8, lower.tail = FALSE), gap = max(abs(o - e) / k)))
put("birthwt", "cook", max(cooks.distance(fit))); put("birthwt", "leverage", max(hatvalues(fit)))
eta <- predict(fit); s <- (eta - mean(eta)) / sqrt(mean((eta - mean(eta))^2))
put("birthwt", "link_p", summary(glm(y ~ s + I(s^2), family = binomial, control = tight))$coefficients[3, 4])
# interaction on the probability scale (Ai and Norton): second difference of smoke and ht, delta errors
x0 <- model.matrix(fit); at <- function(s, h) { x <- x0; x[, "smoke"] <- s; x[, "ht"] <- h; x[, "smoke:ht"] <- s * h
  q <- plogis(as.vector(x %*% coef(fit))); list(mean = mean(q), slope = colMeans(x * (q * (1 - q)))) }
c11 <- at(1, 1); c10 <- at(1, 0); c01 <- at(0, 1); c00 <- at(0, 0); d <- c11$slope - c10$slope - c01$slope + c00$slope
put("birthwt", "second_difference", c(estimate = c11$mean - c10$mean - c01$mean + c00$mean,
                                      se = sqrt(d %*% vcov(fit) %*% d)))
# and of a continuous with a binary: derivative of the probability in age at race 3 less at race 1 is no interaction of
# this model, so: the average marginal effect of age, by its formula
q <- fitted(fit); b <- coef(fit)["age"]; g <- colMeans(x0 * (q * (1 - q) * (1 - 2 * q) * b)); j <- which(names(coef(fit)) == "age")
g[j] <- g[j] + mean(q * (1 - q))
put("birthwt", "effect_age", c(estimate = unname(mean(q * (1 - q)) * b), se = sqrt(g %*% vcov(fit) %*% g)))
ws <- ifelse(y == 1, 1, 3.5)
fit <- suppressWarnings(glm(low ~ age + lwt + smoke, data = birthwt, weights = ws, family = binomial, control = tight))
put("birthwt_weighted", "estimate", coef(fit))
meat <- estfun(fit); put("birthwt_weighted", "robust", se(vcov(fit) %*% crossprod(meat) %*% vcov(fit) * n1(fit)))

# the invented city of this folder's parent: Models 1 and 3 as the plugin fits them
city <- read.csv("../city.csv", colClasses = c(block_group = "character"))
city <- na.omit(city[city$status %in% c("restored", "censored"), ])
fit <- glm(participation ~ minority_share + house_age + median_income_k + log_density + education_share + elderly_share +
             college_share + renter_share, data = city, family = binomial, control = tight)
put("model_1", "estimate", coef(fit)); put("model_1", "classical", se(vcov(fit)))
put("model_1", "cluster", se(vcovCL(fit, cluster = city$block_group, type = "HC0", cadjust = TRUE)))
# population-averaged probability at minority share 0 and 1, their difference, delta errors under clustering
v <- vcovCL(fit, cluster = city$block_group, type = "HC0", cadjust = TRUE)
at <- function(m) { x <- model.matrix(fit); x[, "minority_share"] <- m; q <- plogis(as.vector(x %*% coef(fit)))
  list(mean = mean(q), slope = colMeans(x * (q * (1 - q)))) }
a0 <- at(0); a1 <- at(1); d <- a1$slope - a0$slope
put("model_1", "predicted", c("0" = a0$mean, "1" = a1$mean, difference = a1$mean - a0$mean))
put("model_1", "predicted_se", c("0" = sqrt(a0$slope %*% v %*% a0$slope), "1" = sqrt(a1$slope %*% v %*% a1$slope),
                                 difference = sqrt(d %*% v %*% d)))
fit <- nb_joint(restoration_hours ~ minority_share * participation + house_age + median_income_k + log_density, city,
                city$block_group)
put("model_3", "estimate", named(fit$p, fit$fit)); put("model_3", "loglik", fit$ll)
for (kind in c("classical", "robust", "cluster")) put("model_3", kind, named(se(fit[[kind]]), fit$fit))
k <- ncol(fit$x); b <- fit$p[1:k]; v <- fit$cluster[1:k, 1:k]
at <- function(m, r) { x <- fit$x; x[, "minority_share"] <- m; x[, "participation"] <- r
  x[, "minority_share:participation"] <- m * r; q <- exp(as.vector(x %*% b)); list(mean = mean(q), slope = colMeans(x * q)) }
for (m in 0:1) for (r in 0:1) { a <- at(m, r); put("model_3", "hours", a$mean, paste(m, r))
  put("model_3", "hours_se", sqrt(a$slope %*% v %*% a$slope), paste(m, r)) }
a <- at(1, 0); a0 <- at(0, 0); d <- a$slope - a0$slope
put("model_3", "hours_difference", c(estimate = a$mean - a0$mean, se = sqrt(d %*% v %*% d)))

out$value <- formatC(out$value, digits = 15, format = "g", width = 1)
write.csv(out, "golden.csv", row.names = FALSE, quote = TRUE)
writeLines(capture.output(print(R.version.string), print(packageVersion("MASS")), print(packageVersion("sandwich")),
                          print(packageVersion("pROC"))), "versions.txt")
