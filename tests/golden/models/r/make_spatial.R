# Results of R's spdep for tests of spatial dependence: run `Rscript make_spatial.R` in this folder. Writes lattice.csv
# (an invented outcome on 8 x 7 squares) and spatial.csv. Debian: r-cran-spdep.
suppressMessages(library(spdep))
set.seed(7)
rows <- 8; cols <- 7; n <- rows * cols
nb <- cell2nb(rows, cols, type = "queen"); w <- nb2listw(nb, style = "W")
x1 <- round(rnorm(n), 4); x2 <- round(runif(n), 4)
m <- listw2mat(w); lag <- function(rho, values) as.vector(solve(diag(n) - rho * m, values))
y <- round(lag(0.4, 1 + 0.5 * x1 - x2 + lag(0.3, rnorm(n, 0, 0.6))), 4)
place <- do.call(rbind, strsplit(attr(nb, "region.id"), ":"))
write.csv(data.frame(row = place[, 1], col = place[, 2], x1, x2, y), "lattice.csv", row.names = FALSE, quote = FALSE)
fit <- lm(y ~ x1 + x2)
found <- lm.LMtests(fit, w, test = "all")
out <- do.call(rbind, lapply(names(found), function(name) data.frame(
  test = name, value = unname(found[[name]]$statistic), df = unname(found[[name]]$parameter), p = unname(found[[name]]$p.value))))
out <- rbind(out, data.frame(test = "moran", value = unname(moran(residuals(fit), w, n, Szero(w))$I), df = 0, p = NA))
for (name in c("value", "p")) out[[name]] <- formatC(out[[name]], digits = 12, format = "g", width = 1)
write.csv(out, "spatial.csv", row.names = FALSE, quote = FALSE)
cat(R.version.string, "spdep", as.character(packageVersion("spdep")), "\n")
