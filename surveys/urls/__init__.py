from surveys.urls import agency, municipal, preparing

app_name = "surveys"
urlpatterns = [*municipal.urlpatterns, *preparing.urlpatterns, *agency.urlpatterns]
