# Results of R's Hmisc for restricted cubic splines: run `Rscript make_forms.R` in this folder. Writes forms.csv.
# Debian: r-cran-hmisc.
suppressMessages(library(Hmisc))
out <- data.frame(name = character(), term = character(), value = numeric())
put <- function(name, term, value) out <<- rbind(out, data.frame(name = name, term = term, value = value))
city <- read.csv("../city.csv", colClasses = c(block_group = "character"))
city <- na.omit(city[city$status %in% c("restored", "censored"), ])
knots <- quantile(city$house_age, c(0.05, 0.35, 0.65, 0.95))
at <- rcspline.eval(c(10, 25, 40, 80), knots = knots)
for (i in 1:4) for (j in 1:2) put("spline", paste(i, j), at[i, j])
bent <- function(x) rcspline.eval(x, knots = quantile(x, c(0.05, 0.35, 0.65, 0.95)))
control <- glm.control(epsilon = 1e-14, maxit = 100)
fit <- glm(participation ~ minority_share + house_age + median_income_k + log_density + education_share + elderly_share +
             college_share + renter_share, data = city, family = binomial, control = control)
for (term in c("house_age", "median_income_k")) {
  more <- bent(city[[term]])
  again <- update(fit, . ~ . + more)
  put("lr", term, deviance(fit) - deviance(again)); put("key", term, coef(again)["minority_share"])
  b <- tail(coef(again), 2); v <- tail(t(tail(vcov(again), 2)), 2)
  put("wald", term, as.numeric(b %*% solve(v, b)) / 2)
}
out$value <- formatC(out$value, digits = 15, format = "g", width = 1)
write.csv(out, "forms.csv", row.names = FALSE, quote = TRUE)
cat(R.version.string, "Hmisc", as.character(packageVersion("Hmisc")), "\n")
